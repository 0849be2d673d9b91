import type { CallInfo } from "../events.ts";
import { commandOwner } from "../session/turn.ts";

/** Stands for a call that ended before its command failed. */
const ENDED: CallInfo = { id: 0, peer: undefined, channel: "", uniqueId: "", script: "" };

/**
 * Catches rejections of commands that a handler did not await. Otherwise Deno would exit the
 * process, and a missing sound file in one call would end all other calls.
 */
export class UnhandledCommands implements Disposable {
  #find: (session: object) => CallInfo | undefined;
  #report: (error: unknown, call: CallInfo) => void;

  /**
   * Starts listening.
   *
   * @param find Returns the call of a session; `undefined` if it has ended.
   */
  constructor(
    find: (session: object) => CallInfo | undefined,
    report: (error: unknown, call: CallInfo) => void,
  ) {
    this.#find = find;
    this.#report = report;
    globalThis.addEventListener("unhandledrejection", this);
  }

  /** Called by the platform for an unhandled rejection. */
  handleEvent(event: PromiseRejectionEvent): void {
    const session = commandOwner(event.reason);
    if (session === undefined) return;
    const call = this.#find(session) ?? ENDED;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#report(event.reason, call);
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this);
  }
}
