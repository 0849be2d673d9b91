import type { RefusedEvent } from "../events.ts";

/** Restricts who can connect, and how many calls they can make at a time. */
export interface AdmissionOptions {
  /**
   * Returns whether a peer is allowed. Other connections are closed before a byte is read. By
   * default every peer is allowed, and anyone who can connect can pose as Asterisk.
   */
  allow?: (addr: Deno.NetAddr) => boolean;
  /**
   * Maximum number of open connections. The default is `Infinity`. Further connections are closed
   * at once, and the dialplan continues: there `AGISTATUS` can still be `SUCCESS`, and the
   * `statusVariable` is not set.
   */
  maxCalls?: number;
  /** Maximum number of open connections per remote address. The default is `Infinity`. */
  maxCallsPerPeer?: number;
}

/** Admits or refuses each connection, before anything is read from it. */
export class Admission {
  #allow: ((addr: Deno.NetAddr) => boolean) | undefined;
  #maxCalls: number;
  #maxCallsPerPeer: number;
  /** Number of open connections by address; addresses without any are not included. */
  #open: Map<string, number> | undefined;

  private constructor(options: AdmissionOptions) {
    this.#allow = options.allow;
    this.#maxCalls = options.maxCalls ?? Infinity;
    this.#maxCallsPerPeer = options.maxCallsPerPeer ?? Infinity;
    if (this.#maxCallsPerPeer !== Infinity) this.#open = new Map();
  }

  /** Creates the admission for these options; `undefined` if they restrict nothing. */
  static of(options: AdmissionOptions): Admission | undefined {
    const { allow, maxCalls, maxCallsPerPeer } = options;
    return allow === undefined && maxCalls === undefined && maxCallsPerPeer === undefined
      ? undefined
      : new Admission(options);
  }

  /**
   * Admits a connection, or returns why not. Call {@linkcode leave} for every admitted connection.
   *
   * @param calls Number of connections that are already open.
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

  /** Releases an admitted connection. */
  leave({ hostname }: Deno.NetAddr): void {
    const count = this.#open?.get(hostname);
    if (count === undefined) return;
    if (count > 1) this.#open?.set(hostname, count - 1);
    else this.#open?.delete(hostname);
  }
}
