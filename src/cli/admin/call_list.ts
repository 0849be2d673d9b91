import type { ActiveCall } from "../../server/served_call.ts";
import { clip } from "../../protocol/text.ts";

/** Maximum number of calls that are listed. */
export const MAX_CALLS: number = 1000;

/** A call in progress, as it is listed. */
export interface ListedCall {
  /** The number of the call in the log. */
  readonly id: number;
  /** The address of the Asterisk that sent it. */
  readonly peer: string;
  readonly channel: string;
  readonly uniqueid: string;
  /** The path that Asterisk asked for. */
  readonly script: string;
  /** The pattern of its handler; `null` if there is none. */
  readonly route: string | null;
  /** When it started, as ISO 8601. */
  readonly since: string;
  /** How long it has lasted. */
  readonly seconds: number;
  /** The verb of the last command, without its arguments; `null` before the first. */
  readonly command: string | null;
  /** The number of its worker, with `--workers`. Call ids are unique within a worker. */
  readonly worker?: number;
}

/** The calls in progress, as they are listed. */
export interface CallListing {
  /** How many there are. */
  readonly total: number;
  /** The oldest of them, up to a thousand. */
  readonly calls: readonly ListedCall[];
}

/**
 * Lists the calls in progress, oldest first. Command arguments and replies hold what callers enter,
 * so neither is listed.
 */
export function listCalls(calls: readonly ActiveCall[]): CallListing {
  const now = Date.now();
  return { total: calls.length, calls: calls.slice(0, MAX_CALLS).map((call) => listed(call, now)) };
}

function listed({ call, route, since, lastCommand }: ActiveCall, now: number): ListedCall {
  return {
    id: call.id,
    peer: call.peer ?? "",
    channel: clip(call.channel),
    uniqueid: clip(call.uniqueId),
    script: clip(call.script),
    route: route === undefined ? null : clip(route),
    since: new Date(since).toISOString(),
    seconds: Math.max(0, now - since) / 1000,
    command: lastCommand === undefined ? null : clip(lastCommand),
  };
}
