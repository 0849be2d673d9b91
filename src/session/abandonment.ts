import { type AgiError, AgiTimeoutError } from "../errors.ts";
import { timerDelay } from "../transport/timer_delay.ts";

/** Gives up a handler that does not end after the hangup: Asterisk holds the channel until it does. */
export class Abandonment implements Disposable {
  #grace: number;
  #onAbandoned: (error: AgiError) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(grace: number, onAbandoned: (error: AgiError) => void) {
    this.#grace = grace;
    this.#onAbandoned = onAbandoned;
  }

  /** The call is over: from now on the time of the handler counts. */
  begin(): void {
    if (this.#grace === Infinity || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.now(
        new AgiTimeoutError(`The handler did not end within ${this.#grace} ms of the hangup`),
      );
    }, timerDelay(this.#grace));
  }

  /** Gives the handler up at once. */
  now(error: AgiError): void {
    this[Symbol.dispose]();
    this.#onAbandoned(error);
  }

  /** The handler has ended. */
  [Symbol.dispose](): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }
}
