/** How many of the latest are kept. */
const KEPT = 50_000;

/** Times in milliseconds: the latest of them, and the longest of all. */
export class Latencies {
  #times = new Float64Array(KEPT);
  #count = 0;
  #longest = 0;

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** The longest of all; 0 if there was none. */
  get longest(): number {
    return this.#longest;
  }

  add(time: number): void {
    this.#times[this.#count++ % KEPT] = time;
    this.#longest = Math.max(this.#longest, time);
  }

  /** What so many of them, from 0 to 1, do not exceed; `NaN` if there is none. */
  at(part: number): number {
    const times = this.#times.slice(0, Math.min(this.#count, KEPT)).sort();
    return times[Math.ceil(part * times.length) - 1] ?? NaN;
  }
}
