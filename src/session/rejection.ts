import { AgiHangup, AgiProtocolError } from "../errors.ts";

/** The owners of failed commands, by the promise and, if it is an object, by the error. */
const owners = new WeakMap<object, object>();

/** Returns the owner of the command that failed with this rejection; `undefined` for any other. */
export function commandOwner(
  { promise, reason }: Pick<PromiseRejectionEvent, "promise" | "reason">,
): object | undefined {
  return owners.get(promise) ?? (isObject(reason) ? owners.get(reason) : undefined);
}

/** Records that a promise rejects because a command of `owner` failed. */
export function recordRejection(promise: Promise<unknown>, error: unknown, owner: object): void {
  owners.set(promise, owner);
  // A handler often awaits the command in a function that it does not await.
  if (isObject(error)) owners.set(error, owner);
  // The end of the conversation must not become an unhandled rejection of an unawaited command.
  if (endsConversation(error)) promise.catch(() => {});
}

/** Whether an error ends all commands: the call ended, or the peer violated the protocol. */
export function endsConversation(error: unknown): boolean {
  return error instanceof AgiHangup || error instanceof AgiProtocolError;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
