import { commandOwner, type RejectionOwner } from "../session/rejection.ts";

/**
 * Catches rejections of commands that a handler did not await. Otherwise Deno would exit the
 * process, and a missing sound file in one call would end all other calls.
 */
export class UnhandledCommands implements Disposable {
  #report: (owner: RejectionOwner, error: unknown) => boolean;

  /**
   * Starts listening.
   *
   * @param report Reports an error of a command of `owner`. Returns whether it did: another server
   * of the process may own it.
   */
  constructor(report: (owner: RejectionOwner, error: unknown) => boolean) {
    this.#report = report;
    // Before other listeners: those of a program do not know the call.
    globalThis.addEventListener("unhandledrejection", this, { capture: true });
  }

  /** Called by the platform for an unhandled rejection. */
  handleEvent(event: PromiseRejectionEvent): void {
    const owner = commandOwner(event);
    if (owner === undefined || !this.#report(owner, event.reason)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this, { capture: true });
  }
}
