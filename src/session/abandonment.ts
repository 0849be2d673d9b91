import { type AgiError, AgiTimeoutError } from "../errors.ts";
import { timerDelay } from "../transport/timer_delay.ts";

/**
 * Abandons a handler that keeps running after the hangup: Asterisk holds the channel until it ends.
 */
export class Abandonment implements Disposable {
  #grace: number;
  #onAbandoned: (error: AgiError) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(grace: number, onAbandoned: (error: AgiError) => void) {
    this.#grace = grace;
    this.#onAbandoned = onAbandoned;
  }

  /** Starts the grace period: the call ended. */
  begin(): void {
    if (this.#grace === Infinity || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.now(
        new AgiTimeoutError(`The handler did not end within ${this.#grace} ms of the hangup`),
      );
    }, timerDelay(this.#grace));
  }

  /** Abandons the handler at once. */
  now(error: AgiError): void {
    this[Symbol.dispose]();
    this.#onAbandoned(error);
  }

  /** Stops the timer: the handler ended. */
  [Symbol.dispose](): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }
}
