/** The least time between two log lines of the same kind, in milliseconds. */
const INTERVAL = 1000;

/** Maximum number of kinds tracked at a time: a peer can choose what a kind is. */
const MAX_KINDS = 256;

/** Rate limit for log lines: passes the first of a kind, then one a second, and counts the rest. */
export class FloodLimit {
  #now: () => number;
  #swept = -Infinity;
  #kinds = new Map<string, { until: number; count: number }>();

  /** Creates a limit on a clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Returns the number of lines suppressed before this one; `undefined` to suppress this one. */
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

  /** Makes room for a kind by dropping those whose interval has passed. */
  #hasRoom(now: number): boolean {
    if (this.#kinds.size < MAX_KINDS) return true;
    if (now < this.#swept + INTERVAL) return false;
    this.#swept = now;
    for (const [kind, { until }] of this.#kinds) if (until <= now) this.#kinds.delete(kind);
    return this.#kinds.size < MAX_KINDS;
  }
}
