/** A member of a {@linkcode LinkedList}. It can be in only one list at a time. */
export interface Linked<T> {
  /** The previous member; maintained by the list. */
  previous?: T | undefined;
  /** The next member; maintained by the list. */
  next?: T | undefined;
}

/**
 * A list in insertion order, for thousands of insertions and removals per second. Unlike V8's
 * `Set`, removed members are not kept reachable through old hash tables, so short-lived calls die
 * young.
 */
export class LinkedList<T extends Linked<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  /** The oldest member. */
  get first(): T | undefined {
    return this.#first;
  }

  /** Number of members. */
  get size(): number {
    return this.#size;
  }

  /** Appends a member, which must not be in a list. */
  add(member: T): void {
    member.previous = this.#last;
    if (this.#last === undefined) this.#first = member;
    else this.#last.next = member;
    this.#last = member;
    this.#size++;
  }

  /** Removes a member, if it is in the list. */
  delete(member: T): void {
    const { previous, next } = member;
    if (previous === undefined && this.#first !== member) return;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    member.previous = member.next = undefined;
    this.#size--;
  }

  /** Iterates over all members, oldest first. The current member may be removed meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    let member = this.#first;
    while (member !== undefined) {
      const { next } = member;
      yield member;
      member = next;
    }
  }
}
