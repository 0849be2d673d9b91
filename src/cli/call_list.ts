import type { AgiEvent, CallInfo } from "../events.ts";
import { clip } from "../protocol/text.ts";

/** The most calls that are shown. */
export const MAX_CALLS: number = 1000;

/** A call in progress, as it is shown. */
export interface ListedCall {
  /** The number of the call in the log. */
  readonly id: number;
  /** Where it comes from. */
  readonly peer: string;
  readonly channel: string;
  readonly uniqueid: string;
  /** The path that Asterisk asked for. */
  readonly script: string;
  /** The pattern of its handler; `null` if it has none. */
  readonly route: string | null;
  /** When it began, as ISO 8601. */
  readonly since: string;
  /** How long it has gone on. */
  readonly seconds: number;
  /** The words of the last command, without its arguments; `null` before the first. */
  readonly command: string | null;
  /** The number of its worker, where there are workers: the number of the call is unique in it. */
  readonly worker?: number;
}

/** The calls in progress, as they are shown. */
export interface CallListing {
  /** How many there are. */
  readonly total: number;
  /** The oldest of them, up to a thousand. */
  readonly calls: readonly ListedCall[];
}

interface Entry {
  readonly call: CallInfo;
  readonly route: string | undefined;
  /** In milliseconds since 1970. */
  readonly begun: number;
  verb: string | undefined;
}

/**
 * Knows from the events which calls are in progress. What callers enter is in the arguments of
 * commands and in replies: neither is kept.
 */
export class CallList {
  /** By id, and so the oldest first. No `Map`, for the reason that `LinkedList` is no `Set`. */
  #calls: Record<number, Entry> = {};
  #total = 0;

  /** Takes an event. */
  watch(event: AgiEvent): void {
    switch (event.type) {
      case "call-start": {
        const { call, route } = event;
        this.#calls[call.id] = { call, route, begun: Date.now(), verb: undefined };
        this.#total++;
        break;
      }
      case "command": {
        const entry = this.#calls[event.call.id];
        if (entry !== undefined) entry.verb = event.verb;
        break;
      }
      case "call-end":
        if (event.call.id in this.#calls) this.#total--;
        delete this.#calls[event.call.id];
        break;
    }
  }

  /** The calls as they are now, the oldest first. */
  list(): CallListing {
    const now = Date.now();
    const calls = Object.values(this.#calls).slice(0, MAX_CALLS);
    return { total: this.#total, calls: calls.map((entry) => listed(entry, now)) };
  }
}

function listed({ call, route, begun, verb }: Entry, now: number): ListedCall {
  return {
    id: call.id,
    peer: call.peer ?? "",
    channel: clip(call.channel),
    uniqueid: clip(call.uniqueId),
    script: clip(call.script),
    route: route === undefined ? null : clip(route),
    since: new Date(begun).toISOString(),
    seconds: Math.max(0, now - begun) / 1000,
    command: verb === undefined ? null : clip(verb),
  };
}
