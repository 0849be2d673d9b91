/** How long no more is told of the same kind, in milliseconds. */
const INTERVAL = 1000;

/** Lets through the first of a kind, then one a second, and counts those in between. */
export class FloodLimit {
  #now: () => number;
  #kinds = new Map<string, { until: number; count: number }>();

  /** Takes what tells the time in milliseconds. Kinds must be few: each is kept. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many were held back before this one; `undefined` if this one is held back as well. */
  pass(kind: string): number | undefined {
    const now = this.#now();
    const last = this.#kinds.get(kind);
    if (last !== undefined && now < last.until) {
      last.count++;
      return undefined;
    }
    this.#kinds.set(kind, { until: now + INTERVAL, count: 0 });
    return last?.count ?? 0;
  }
}
