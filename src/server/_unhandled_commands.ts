import type { CallInfo } from "../events.ts";
import { commandOwner } from "../session/turn.ts";

/** A call that is over. */
const ENDED: CallInfo = { id: 0, peer: undefined, channel: "", uniqueId: "", script: "" };

/**
 * Catches rejections of commands that their handler does not await. Deno would end the process, and
 * with it all other calls, for a sound file that is missing in one.
 */
export class UnhandledCommands implements Disposable {
  #find: (session: object) => CallInfo | undefined;
  #report: (error: unknown, call: CallInfo) => void;

  /**
   * Begins to listen.
   *
   * @param find Finds the call of a session; `undefined` if it has ended.
   */
  constructor(
    find: (session: object) => CallInfo | undefined,
    report: (error: unknown, call: CallInfo) => void,
  ) {
    this.#find = find;
    this.#report = report;
    globalThis.addEventListener("unhandledrejection", this);
  }

  /** From the platform: a promise was rejected, and has no handler. */
  handleEvent(event: PromiseRejectionEvent): void {
    const session = commandOwner(event.reason);
    if (session === undefined) return;
    const call = this.#find(session) ?? ENDED;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#report(event.reason, call);
  }

  /** Ends the listening. */
  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this);
  }
}
