import { Channel } from "./channel.ts";
import { AgiHangup } from "./errors.ts";
import type { AgiEvent, Observer, Outcome } from "./events.ts";
import type { AgiRequest, Handler } from "./router.ts";
import type { Session } from "./session.ts";

/** How a handler ended. */
export interface CallEnd {
  readonly outcome: Outcome;
  readonly error?: unknown;
}

/** Runs a handler for a call and tells how it ended; it does not throw. */
export async function runHandler(
  handler: Handler,
  session: Session,
  request: AgiRequest,
): Promise<CallEnd> {
  try {
    await handler(new Channel(session), request);
    return { outcome: session.hungUp ? "hangup" : "completed" };
  } catch (error) {
    return endByError(error, session);
  }
}

/** What it means for a call that its handler threw this. */
export function endByError(error: unknown, call: Pick<Session, "hungUp" | "signal">): CallEnd {
  if (error instanceof AgiHangup) return { outcome: "hangup" };
  // `fetch` and the like reject with the reason of the signal, wrapped or bare.
  if (call.hungUp && isAbortOf(call.signal, error)) return { outcome: "hangup" };
  return { outcome: "failed", error };
}

/** The most warnings that are remembered. */
const MAX_WARNINGS = 1000;

/** The warnings that this process has reported. */
const warned = new Set<string>();

/** Calls an observer, which must not harm the call. Each warning is reported once in a process. */
export function tell(observer: Observer<AgiEvent> | undefined, event: AgiEvent): void {
  if (event.type === "warning" && observer !== undefined) {
    if (warned.has(event.message) || warned.size >= MAX_WARNINGS) return;
    warned.add(event.message);
  }
  try {
    observer?.(event);
  } catch {
    // What an observer throws is its own affair.
  }
}

function isAbortOf(signal: AbortSignal, error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.cause === signal.reason);
}
