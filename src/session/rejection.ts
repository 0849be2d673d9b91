import { AgiHangup, AgiProtocolError } from "../errors.ts";

/** The owners of failed commands, by the promise and, if it is an object, by the error. */
const owners = new WeakMap<object, object>();

/** Errors with which commands of several owners failed, e.g. the reason of a signal they share. */
const sharedErrors = new WeakSet<object>();

/** What a rejection belongs to. */
export interface RejectionOwner {
  readonly owner: object;
  /** Whether commands of other owners failed with the same error, so that it may be theirs. */
  readonly shared: boolean;
}

/** Returns the owner of the command that failed with this rejection; `undefined` for any other. */
export function commandOwner(
  { promise, reason }: Pick<PromiseRejectionEvent, "promise" | "reason">,
): RejectionOwner | undefined {
  const direct = owners.get(promise);
  if (direct !== undefined) return { owner: direct, shared: false };
  const owner = isObject(reason) ? owners.get(reason) : undefined;
  return owner && { owner, shared: sharedErrors.has(reason) };
}

/** Records that a promise rejects because a command of `owner` failed. */
export function recordRejection(promise: Promise<unknown>, error: unknown, owner: object): void {
  owners.set(promise, owner);
  // A handler often awaits the command in a function that it does not await.
  if (isObject(error)) {
    const other = owners.get(error);
    if (other !== undefined && other !== owner) sharedErrors.add(error);
    owners.set(error, owner);
  }
  // The end of the conversation must not become an unhandled rejection of an unawaited command.
  if (endsConversation(error)) promise.catch(() => {});
}

/** Rejects for a command of `owner` that cannot be sent, after `delay` milliseconds. */
export function rejectLater(error: unknown, delay: number, owner: object): Promise<never> {
  const rejection = delay === 0
    ? Promise.reject(error)
    : new Promise<never>((_, reject) => setTimeout(() => reject(error), delay));
  recordRejection(rejection, error, owner);
  return rejection;
}

/** Whether an error ends all commands: the call ended, or the peer violated the protocol. */
export function endsConversation(error: unknown): boolean {
  return error instanceof AgiHangup || error instanceof AgiProtocolError;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
