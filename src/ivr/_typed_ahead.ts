import type { Channel } from "../channel.ts";

/** The most keys that are kept; a caller who holds a key down must not fill the memory. */
const MAX_KEPT = 64;

/** Long enough for a key that Asterisk holds back to give it its minimum length, in milliseconds. */
const FLUSH_TIMEOUT = 100;

/** Keys that were read from the caller and that no question has used yet. */
export class TypedAhead {
  /**
   * The keys that may follow the last answer without a meaning: an answer that ended because it was
   * full is often followed by a terminator out of habit.
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

  /** The oldest key, if it is one of these. */
  take(keys: string): string | null {
    const [first] = this.#keys;
    if (first === undefined || !keys.includes(first)) return null;
    this.#keys.shift();
    return first;
  }

  /** Forgets all keys. */
  clear(): void {
    this.#keys = [];
  }

  /** Forgets all keys, and drops those that Asterisk has not delivered yet. */
  async flush(channel: Channel): Promise<void> {
    this.clear();
    let rest = MAX_KEPT;
    while (rest-- > 0 && await channel.waitForDigit({ timeout: FLUSH_TIMEOUT }) !== null);
  }
}

/** By the environment: it is the same object for all views of a call that `with()` makes. */
const kept = new WeakMap<object, TypedAhead>();

/** What the caller of this channel typed ahead. */
export function typedAhead(channel: Channel): TypedAhead {
  const { environment } = channel;
  const found = kept.get(environment) ?? new TypedAhead();
  kept.set(environment, found);
  return found;
}
