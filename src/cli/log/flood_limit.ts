/** How long no more is logged of the same kind, in milliseconds. */
const INTERVAL = 1000;

/** The most kinds that are told apart at a time: a peer may choose what a kind is. */
const MAX_KINDS = 256;

/** Lets through the first of a kind, then one a second, and counts those in between. */
export class FloodLimit {
  #now: () => number;
  #swept = -Infinity;
  #kinds = new Map<string, { until: number; count: number }>();

  /** Takes the clock, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How many were held back before this one; `undefined` if this one is held back as well. */
  pass(kind: string): number | undefined {
    const now = this.#now();
    const known = this.#kinds.has(kind) || this.#hasRoom(now) ? kind : "other";
    const last = this.#kinds.get(known);
    if (last !== undefined && now < last.until) {
      last.count++;
      return undefined;
    }
    this.#kinds.set(known, { until: now + INTERVAL, count: 0 });
    return last?.count ?? 0;
  }

  /** Forgets kinds that hold nothing back, where there are too many. */
  #hasRoom(now: number): boolean {
    if (this.#kinds.size < MAX_KINDS) return true;
    if (now < this.#swept + INTERVAL) return false;
    this.#swept = now;
    for (const [kind, { until }] of this.#kinds) if (until <= now) this.#kinds.delete(kind);
    return this.#kinds.size < MAX_KINDS;
  }
}
