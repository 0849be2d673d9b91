/** Maximum that the console keeps of all calls together, in bytes, as an estimate. */
const LIMIT = 64 * 1024 * 1024;

/** How many calls share it at most: those in progress, those of the softphone and those that ended. */
const MAX_CALLS = 5200;

/** An estimate of the bytes of a call without its steps and its recording. */
export const RECORD_BYTES = 2000;

/**
 * Counts what the console keeps, so that it can keep less of each call when there are many. The first
 * half of the limit is for any call. Once it is used up, a call may add to what it has only up to its
 * share of the other half.
 */
export class MemoryUse {
  /** How much a call may keep of its steps when memory is full, in bytes. */
  readonly share: number;
  #bytes = 0;
  #half: number;

  /** `limit` is the number of bytes that are never exceeded. */
  constructor(limit: number = LIMIT) {
    this.#half = limit / 2;
    this.share = Math.floor(limit / 2 / MAX_CALLS) - RECORD_BYTES;
  }

  /** Adds bytes, or removes them if the number is negative. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a call may keep no more than its share. */
  get full(): boolean {
    return this.#bytes >= this.#half;
  }
}
