import type { RefusedEvent } from "../events.ts";

/** Who may call, and how much at a time. */
export interface AdmissionOptions {
  /**
   * Whether a peer may call. The connections of others are closed before a byte is read. By default
   * all may: whoever can connect can play Asterisk.
   */
  allow?: (addr: Deno.NetAddr) => boolean;
  /**
   * The most connections that may be open at a time, or `Infinity`, the default. One more is closed
   * at once, and Asterisk's dialplan goes on. `AGISTATUS` can be `SUCCESS` there all the same; a
   * `statusVariable` is not set.
   */
  maxCalls?: number;
  /** The most of them that one remote address may have, or `Infinity`, the default. */
  maxCallsPerPeer?: number;
}

/** Decides on each connection, when it has come and before anything is read of it. */
export class Admission {
  #allow: ((addr: Deno.NetAddr) => boolean) | undefined;
  #maxCalls: number;
  #maxCallsPerPeer: number;
  /** How many connections are open, by address; those that have none are not in it. */
  #open: Map<string, number> | undefined;

  private constructor(options: AdmissionOptions) {
    this.#allow = options.allow;
    this.#maxCalls = atLeastOne("maxCalls", options.maxCalls);
    this.#maxCallsPerPeer = atLeastOne("maxCallsPerPeer", options.maxCallsPerPeer);
    if (this.#maxCallsPerPeer !== Infinity) this.#open = new Map();
  }

  /**
   * What these options ask for; `undefined` if it is nothing.
   *
   * @throws {RangeError} If a limit is less than 1, or no number.
   */
  static of(options: AdmissionOptions): Admission | undefined {
    const { allow, maxCalls, maxCallsPerPeer } = options;
    return allow === undefined && maxCalls === undefined && maxCallsPerPeer === undefined
      ? undefined
      : new Admission(options);
  }

  /**
   * Takes a connection in, or tells why not. One that was taken in has to {@linkcode leave}.
   *
   * @param calls How many are open already.
   */
  enter(addr: Deno.NetAddr, calls: number): RefusedEvent["reason"] | undefined {
    if (this.#allow?.(addr) === false) return "peer";
    if (calls >= this.#maxCalls) return "calls";
    if (this.#open === undefined) return undefined;
    const count = this.#open.get(addr.hostname) ?? 0;
    if (count >= this.#maxCallsPerPeer) return "calls-per-peer";
    this.#open.set(addr.hostname, count + 1);
    return undefined;
  }

  /** A connection that was taken in is over. */
  leave({ hostname }: Deno.NetAddr): void {
    const count = this.#open?.get(hostname);
    if (count === undefined) return;
    if (count > 1) this.#open?.set(hostname, count - 1);
    else this.#open?.delete(hostname);
  }
}

function atLeastOne(name: string, limit = Infinity): number {
  if (limit >= 1) return limit;
  throw new RangeError(`Cannot use ${limit} as ${name}: it must be 1 or more`);
}
