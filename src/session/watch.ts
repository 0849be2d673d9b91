import type { AgiHangup } from "../errors.ts";
import type { SessionEvent } from "../events.ts";
import type { Answered } from "./in_flight.ts";
import type { SessionOptions } from "./options.ts";

/** Reports the events of a conversation; costs nothing if nothing is observed. */
export class Watch {
  #options: SessionOptions;
  /** Whether commands and replies are reported. */
  #watched: boolean;
  #timed: boolean;
  #sentAt = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#watched = options.onEvent !== undefined && options.events !== "calls";
    this.#timed = this.#watched || options.onReply !== undefined;
  }

  /** A command that is about to be written probably does something other than what was meant. */
  warned(message: string): void {
    this.#report({ type: "warning", message });
  }

  /** Asterisk answered a line that the session did not send. */
  stray(status: number): void {
    this.#report({ type: "stray-output", status });
  }

  /** A command is about to be written. */
  sent(verb: string, line: string): void {
    if (this.#timed) this.#sentAt = performance.now();
    if (this.#watched) this.#report({ type: "command", verb, line: line.slice(0, -1) });
  }

  /** A command was answered, or stopped. */
  answered({ verb, reply }: Answered): void {
    if (!this.#timed) return;
    const duration = performance.now() - this.#sentAt;
    const { status, result, text } = reply ?? {};
    try {
      this.#options.onReply?.(verb, status, duration);
    } catch {
      // A counter must not harm a call.
    }
    if (this.#watched) this.#report({ type: "reply", verb, status, result, text, duration });
  }

  /** The call ended. */
  hungUp(reason: AgiHangup): void {
    this.#report({ type: "hangup", reason });
  }

  #report(event: SessionEvent): void {
    try {
      this.#options.onEvent?.(event);
    } catch {
      // An observer must not harm a call.
    }
  }
}
