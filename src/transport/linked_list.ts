/** What can be in a {@linkcode LinkedList}; it is in one at most. */
export interface Linked<T> {
  /** The member ahead of it; kept by the list. */
  previous?: T | undefined;
  /** The member behind it; kept by the list. */
  next?: T | undefined;
}

/**
 * Members in the order in which they came. Where thousands come and go each second it is what a `Set`
 * cannot be: a `Set` of V8 grows into one table after the other, and each leads the garbage collector
 * to the next, with all members that were in them. One that has left this list leads nowhere.
 */
export class LinkedList<T extends Linked<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  /** The one that came first of those that are in it. */
  get first(): T | undefined {
    return this.#first;
  }

  /** How many are in it. */
  get size(): number {
    return this.#size;
  }

  /** Adds one that is in no list, behind all others. */
  add(member: T): void {
    member.previous = this.#last;
    if (this.#last === undefined) this.#first = member;
    else this.#last.next = member;
    this.#last = member;
    this.#size++;
  }

  /** Removes one, if it is in it. */
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

  /** All members, the first first. The one that was given last may be removed meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    let member = this.#first;
    while (member !== undefined) {
      const { next } = member;
      yield member;
      member = next;
    }
  }
}
