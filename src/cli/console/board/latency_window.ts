import type { Latency } from "../messages.ts";

/** The factor between two buckets: an error of at most 15%. */
const FACTOR = 1.15;

/** Resolution of durations, in milliseconds. */
const LEAST = 0.05;

const BUCKETS = 120;

/** How long a window lasts, in milliseconds; two of them are shown. */
const WINDOW = 30_000;

/** The durations of the last minute, in buckets that grow exponentially. */
export class LatencyWindow {
  #now: () => number;
  #begun: number;
  #current = new Histogram();
  #previous = new Histogram();

  /** `now` is the clock, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#begun = now();
  }

  /** Adds a duration in milliseconds. */
  add(duration: number): void {
    this.#turn();
    this.#current.add(duration);
  }

  /** The durations of the last 30 to 60 seconds. */
  get latency(): Latency {
    this.#turn();
    const both = [this.#previous, this.#current];
    const count = both.reduce((sum, { count }) => sum + count, 0);
    const max = Math.max(...both.map(({ max }) => max));
    const at = (share: number) => Math.min(max, quantile(both, share * count));
    return count === 0
      ? { count, median: 0, p95: 0, max: 0 }
      : { count, median: round(at(0.5)), p95: round(at(0.95)), max: round(max) };
  }

  #turn(): void {
    const windows = Math.floor((this.#now() - this.#begun) / WINDOW);
    if (windows === 0) return;
    this.#begun += windows * WINDOW;
    this.#previous = windows === 1 ? this.#current : new Histogram();
    this.#current = new Histogram();
  }
}

class Histogram {
  readonly counts = new Uint32Array(BUCKETS);
  count = 0;
  max = 0;

  add(duration: number): void {
    const bucket = Math.ceil(Math.log(duration / LEAST) / Math.log(FACTOR));
    const place = Math.max(0, Math.min(BUCKETS - 1, bucket));
    this.counts[place] = (this.counts[place] ?? 0) + 1;
    this.count++;
    this.max = Math.max(this.max, duration);
  }
}

/** The upper bound of the bucket that holds the duration of this rank. */
function quantile(histograms: readonly Histogram[], rank: number): number {
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    for (const { counts } of histograms) seen += counts[bucket] ?? 0;
    if (seen >= rank) return LEAST * FACTOR ** bucket;
  }
  return LEAST * FACTOR ** BUCKETS;
}

function round(milliseconds: number): number {
  return Number(milliseconds.toPrecision(3));
}
