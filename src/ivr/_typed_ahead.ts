import type { Channel } from "../channel.ts";

/** Maximum number of keys kept: a caller who holds a key down must not fill the memory. */
const MAX_KEPT = 64;

/** Long enough for a key that Asterisk delays to give it its minimum length, in milliseconds. */
const FLUSH_TIMEOUT = 100;

/** Keys that were read from the caller but not yet used by a question. */
export class TypedAhead {
  /**
   * The keys to ignore after the last answer: callers often press a terminator out of habit after a
   * full answer.
   */
  stray = "";
  #keys: string[] = [];

  /** Whether a key waits for the next question. */
  get waiting(): boolean {
    return this.#keys.length > 0;
  }

  /** Keeps a key for the next question. */
  keep(key: string | null): void {
    if (key !== null && this.#keys.length < MAX_KEPT) this.#keys.push(key);
  }

  /** Takes the oldest key, if it is one of these. */
  take(keys: string): string | null {
    const [first] = this.#keys;
    if (first === undefined || !keys.includes(first)) return null;
    this.#keys.shift();
    return first;
  }

  /** Drops all keys. */
  clear(): void {
    this.#keys = [];
  }

  /** Drops all keys, and those that Asterisk has not delivered yet. */
  async flush(channel: Channel): Promise<void> {
    this.clear();
    let rest = MAX_KEPT;
    while (rest-- > 0 && await channel.waitForDigit({ timeout: FLUSH_TIMEOUT }) !== null);
  }
}

/** By the environment, which is the same object for all views of a call that `with()` creates. */
const kept = new WeakMap<object, TypedAhead>();

/** Returns the keys that the caller of this channel typed ahead. */
export function typedAhead(channel: Channel): TypedAhead {
  const { environment } = channel;
  const found = kept.get(environment) ?? new TypedAhead();
  kept.set(environment, found);
  return found;
}
