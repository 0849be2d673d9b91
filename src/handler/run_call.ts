import { Channel, type Conversation, type Logged } from "../channel.ts";
import { AgiHangup, type HangupSource } from "../errors.ts";
import type { AgiEvent, Observer, Outcome } from "../events.ts";
import type { Session } from "../session/session.ts";
import type { AgiRequest, Handler } from "./router.ts";

/** How the handler of a call ended. */
export interface CallEnd {
  readonly outcome: Outcome;
  /** What the handler threw if it failed, or why it was abandoned. */
  readonly error?: unknown;
  /** What ended the call, if it ended before the handler did. */
  readonly hangup?: HangupSource | undefined;
  /** The commands that were pending when the handler returned, without their arguments. */
  readonly pending?: readonly string[] | undefined;
}

/** Options of {@linkcode runCall}. */
export interface RunCallOptions {
  /** How long the handler can run after the hangup, in milliseconds. The default is `Infinity`. */
  hangupGrace?: number | undefined;
  /** Wraps the session before the handler gets it. */
  wrap?: (session: Session) => Conversation;
  /** Has the log of the call; see {@linkcode Channel}. */
  logged?: Logged | undefined;
  /** Customizes how to wait for the handler, e.g. with a time limit. */
  wait?: (running: Promise<CallEnd>) => Promise<CallEnd>;
  /** Called before the session is closed. */
  onEnd?: (end: CallEnd) => Promise<void>;
}

/**
 * Runs the handler of a call to its end and closes the session. The server, scripts, the simulator
 * and `tipring dial` all use it. It never rejects.
 *
 * @param handler The handler; `undefined` if none was found.
 */
export async function runCall(
  session: Session,
  handler: Handler | undefined,
  request: AgiRequest,
  options: RunCallOptions = {},
): Promise<CallEnd> {
  const end = handler === undefined
    ? { outcome: "no-handler" as const }
    : await runHandler(session, handler, request, options);
  if (options.onEnd !== undefined) await options.onEnd(end);
  await session.close();
  return end;
}

async function runHandler(
  session: Session,
  handler: Handler,
  request: AgiRequest,
  { hangupGrace = Infinity, wrap, logged, wait }: RunCallOptions,
): Promise<CallEnd> {
  const conversation = wrap === undefined ? session : wrap(session);
  const channel = new Channel(conversation, { logged });
  let running = settle(session, handler, channel, request);
  if (wait !== undefined) running = wait(running);
  const abandoned = Promise.withResolvers<CallEnd>();
  using _abandonment = session.abandonAfter(hangupGrace, (error) => {
    abandoned.resolve({ outcome: "abandoned", error, hangup: session.hangupReason?.source });
  });
  running.then(abandoned.resolve);
  return await abandoned.promise;
}

/**
 * Runs a handler. The outcome depends only on how the handler ended, not on what the caller did.
 */
async function settle(
  session: Session,
  handler: Handler,
  channel: Channel,
  request: AgiRequest,
): Promise<CallEnd> {
  let end: CallEnd;
  try {
    await handler(channel, request);
    end = { outcome: "completed" };
  } catch (error) {
    end = endByError(error, session);
  }
  const { pending, hangupReason } = session;
  session.discardQueued();
  if (hangupReason === undefined && pending.length === 0) return end;
  const dropped = pending.length === 0 ? undefined : pending;
  return { ...end, hangup: hangupReason?.source, pending: dropped };
}

/** The message for commands that were pending when their handler returned. */
export function pendingMessage(pending: readonly string[]): string {
  const count = pending.length === 1 ? "1 command was" : `${pending.length} commands were`;
  const names = pending.slice(0, MAX_NAMES).join(", ");
  const rest = pending.length > MAX_NAMES ? ", ..." : "";
  return `handler returned while ${count} pending: ${names}${rest} (is an await missing?)`;
}

/** Maximum number of commands in the message. */
const MAX_NAMES = 10;

/** The end of a call whose handler threw `error`. */
export function endByError(error: unknown, call: Pick<Session, "signal">): CallEnd {
  try {
    if (error instanceof AgiHangup) return { outcome: "hangup" };
    // `fetch` and others reject with the reason of the signal, or with an error that wraps it.
    if (isAbortOf(call.signal, error)) return { outcome: "hangup" };
    read(error);
    return { outcome: "failed", error };
  } catch {
    // The call must end, and its log must say how.
    return {
      outcome: "failed",
      error: new TypeError("The handler threw a value that can't be read"),
    };
  }
}

/** Reads what observers read of an error; a proxy or a getter can throw meanwhile. */
function read(error: unknown): void {
  Deno.inspect(error);
  if (error instanceof Error) `${error}${error.message}${error.stack}${typeof error.cause}`;
}

/** Maximum number of warnings remembered for an observer. */
const MAX_WARNINGS = 1000;

/** The warnings that each observer has received. */
const received = new WeakMap<Observer<AgiEvent>, Set<string>>();

/** Calls an observer, which must not harm the call. Reports each warning once. */
export function tell(observer: Observer<AgiEvent> | undefined, event: AgiEvent): void {
  if (observer === undefined) return;
  if (event.type === "warning" && !isNewWarning(observer, event.message)) return;
  try {
    observer(event);
  } catch {
    // Errors of an observer are discarded.
  }
}

function isNewWarning(observer: Observer<AgiEvent>, message: string): boolean {
  let warnings = received.get(observer);
  if (warnings === undefined) received.set(observer, warnings = new Set());
  if (warnings.has(message) || warnings.size >= MAX_WARNINGS) return false;
  warnings.add(message);
  return true;
}

function isAbortOf(signal: AbortSignal, error: unknown): boolean {
  if (!signal.aborted || !(error instanceof Error)) return false;
  return error.name === "AbortError" || error.cause === signal.reason;
}
