import { type Linked, LinkedList } from "./linked_list.ts";
import { timerDelay } from "./timer_delay.ts";

/** Something that is to come in time. */
export interface Deadline extends Linked<Deadline> {
  /** When it is late, in milliseconds of `performance.now()`. */
  readonly due: number;
  /** Called once when it is late. */
  readonly onLate: () => void;
  /** The others of its length. */
  readonly lane: Lane;
}

/** All deadlines of one length, the earliest first, and the timer of that one. */
export interface Lane {
  readonly deadlines: LinkedList<Deadline>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The deadlines of all calls. Nearly every call meets its two, of the same lengths as every other, so
 * those of one length share a timer: two timers for each would cost a short call a quarter more.
 *
 * A timer is left running when its deadline is met, because the next is likely to need it. So that
 * none outlives the calls, each tells when it comes and when it goes.
 */
export class Deadlines {
  #lanes = new Map<number, Lane>();
  #users = 0;

  /** Somebody comes who will set deadlines. */
  enter(): void {
    this.#users++;
  }

  /** Somebody goes, and has cleared all that were set. */
  leave(): void {
    this.#users--;
    if (this.#users > 0) return;
    for (const { timer } of this.#lanes.values()) if (timer !== undefined) clearTimeout(timer);
    this.#lanes.clear();
  }

  /** Calls `onLate` after so many milliseconds, unless it is cleared before. */
  set(delay: number, onLate: () => void): Deadline {
    let lane = this.#lanes.get(delay);
    if (lane === undefined) {
      lane = { deadlines: new LinkedList(), timer: undefined };
      this.#lanes.set(delay, lane);
    }
    const deadline: Deadline = { due: performance.now() + delay, onLate, lane };
    lane.deadlines.add(deadline);
    if (lane.timer === undefined) this.#arm(lane, delay);
    return deadline;
  }

  /** It was met, or does not matter any more. */
  clear(deadline: Deadline): void {
    deadline.lane.deadlines.delete(deadline);
  }

  #arm(lane: Lane, delay: number): void {
    lane.timer = setTimeout(() => this.#ring(lane), timerDelay(delay));
  }

  #ring(lane: Lane): void {
    const now = performance.now();
    let { first } = lane.deadlines;
    // Whatever one that is late does to the others, the first of the list is the next.
    for (; first !== undefined && first.due <= now; { first } = lane.deadlines) {
      lane.deadlines.delete(first);
      first.onLate();
    }
    lane.timer = undefined;
    if (first !== undefined) this.#arm(lane, first.due - now);
  }
}

/** Those of all calls of the process. */
export const deadlines: Deadlines = new Deadlines();
