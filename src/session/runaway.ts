import { AgiError, AgiTimeoutError } from "../errors.ts";
import { timerDelay } from "../transport/timer_delay.ts";

/** Number of consecutive refusals without a delay. */
const FREE = 10;

/** Maximum delay of a refusal, in milliseconds. */
const MAX_DELAY = 1000;

/** Number of consecutive refusals after which the handler counts as stuck in a loop. */
const LIMIT = 100;

/**
 * Guards against a handler that keeps running after the hangup: Asterisk holds the channel until it
 * ends.
 *
 * A handler that catches every error and retries must not block the process: a refusal is a
 * microtask, and in a loop of microtasks no other call, signal or timer runs. From the eleventh
 * consecutive refusal on, each waits for a timer, 1 ms longer than the previous one.
 */
export class Runaway implements Disposable {
  #refusals = 0;
  #hungUp: boolean;
  #grace = Infinity;
  #onAbandoned: ((error: AgiError) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(hungUp: boolean) {
    this.#hungUp = hungUp;
  }

  /** Calls `onAbandoned` once if the handler loops, or still runs `grace` ms after the hangup. */
  attend(grace: number, onAbandoned: (error: AgiError) => void): Disposable {
    this.#grace = grace;
    this.#onAbandoned = onAbandoned;
    if (this.#hungUp) this.hungUp();
    return this;
  }

  /** Resets the count of refusals: a command was answered. */
  answered(): void {
    this.#refusals = 0;
  }

  /** Counts a refused command. Returns how long to delay its error, in milliseconds. */
  refused(): number {
    this.#refusals++;
    if (this.#hungUp && this.#refusals >= LIMIT) {
      this.#abandon(new AgiError(`The handler sent ${LIMIT} commands after the hangup`));
    }
    return Math.min(Math.max(0, this.#refusals - FREE), MAX_DELAY);
  }

  /** Starts the grace period: the call ended. */
  hungUp(): void {
    this.#hungUp = true;
    if (this.#onAbandoned === undefined || this.#grace === Infinity) return;
    this.#timer = setTimeout(() => {
      const message = `The handler did not end within ${this.#grace} ms of the hangup`;
      this.#abandon(new AgiTimeoutError(message));
    }, timerDelay(this.#grace));
  }

  /** Stops the timer: the handler ended. */
  [Symbol.dispose](): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#onAbandoned = undefined;
  }

  #abandon(error: AgiError): void {
    const onAbandoned = this.#onAbandoned;
    this[Symbol.dispose]();
    onAbandoned?.(error);
  }
}
