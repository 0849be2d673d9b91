import { AgiError, AgiTimeoutError } from "../errors.ts";
import { timerDelay } from "../transport/timer_delay.ts";

/** How many commands in a row are refused at once. */
const FREE = 10;

/** The longest that a refusal is put off, in milliseconds. */
const MAX_DELAY = 1000;

/** After how many refusals in a row a handler is taken for one that will not end. */
const LIMIT = 100;

/**
 * Guards against a handler that goes on after the hangup: Asterisk holds the channel until it ends.
 *
 * One that catches every error and tries again must not stop the process: a refusal is a microtask,
 * and in a loop of microtasks no other call, signal or timer gets a turn. From the eleventh refusal in
 * a row on each waits for a timer, 1 ms longer than the one before.
 */
export class Runaway implements Disposable {
  #refusals = 0;
  #hungUp = false;
  #grace = Infinity;
  #onAbandoned: ((error: AgiError) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Calls back once when the handler is to be abandoned, at the latest `grace` ms after the hangup. */
  attend(grace: number, onAbandoned: (error: AgiError) => void): void {
    this.#grace = grace;
    this.#onAbandoned = onAbandoned;
    if (this.#hungUp) this.hungUp();
  }

  /** A command was answered: the next refusal begins a new row. */
  answered(): void {
    this.#refusals = 0;
  }

  /** A command is refused. Returns how many milliseconds its error is to be put off. */
  refused(): number {
    this.#refusals++;
    if (this.#hungUp && this.#refusals >= LIMIT) {
      this.#abandon(new AgiError(`The handler sent ${LIMIT} commands after the hangup`));
    }
    return Math.min(Math.max(0, this.#refusals - FREE), MAX_DELAY);
  }

  /** The call is over: from now on the time of the handler counts. */
  hungUp(): void {
    this.#hungUp = true;
    if (this.#onAbandoned === undefined || this.#grace === Infinity) return;
    this.#timer = setTimeout(() => {
      const message = `The handler did not end within ${this.#grace} ms of the hangup`;
      this.#abandon(new AgiTimeoutError(message));
    }, timerDelay(this.#grace));
  }

  /** The handler has ended. */
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
