import { type Linked, LinkedList } from "./linked_list.ts";
import { timerDelay } from "./timer_delay.ts";

/** A deadline that was set. */
export interface Deadline extends Linked<Deadline> {
  /** When it passes, in milliseconds of `performance.now()`. */
  readonly due: number;
  /** Called once when it passes. */
  readonly onLate: () => void;
  /** The lane of all deadlines with the same delay. */
  readonly lane: Lane;
}

/** All deadlines with the same delay, the earliest first, and the timer for the earliest. */
export interface Lane {
  readonly deadlines: LinkedList<Deadline>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The deadlines of all calls. Every call sets two deadlines, with the same delays as every other
 * call, and nearly always meets them. So deadlines with the same delay share a timer: two timers
 * per call would make a short call a quarter slower.
 *
 * A timer keeps running after its deadline was met, because the next deadline is likely to need it.
 * Calls register with `enter` and `leave` so that no timer outlives the last call.
 */
export class Deadlines {
  #lanes = new Map<number, Lane>();
  #users = 0;

  /** Registers a user that will set deadlines. */
  enter(): void {
    this.#users++;
  }

  /** Unregisters a user, which must have cleared its deadlines. */
  leave(): void {
    this.#users--;
    if (this.#users > 0) return;
    for (const { timer } of this.#lanes.values()) if (timer !== undefined) clearTimeout(timer);
    this.#lanes.clear();
  }

  /** Calls `onLate` after `delay` milliseconds, unless the deadline is cleared first. */
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

  /** Clears a deadline. */
  clear(deadline: Deadline): void {
    deadline.lane.deadlines.delete(deadline);
  }

  #arm(lane: Lane, delay: number): void {
    lane.timer = setTimeout(() => this.#ring(lane), timerDelay(delay));
  }

  #ring(lane: Lane): void {
    const now = performance.now();
    let { first } = lane.deadlines;
    // `onLate` may clear other deadlines, so always continue with the first one.
    for (; first !== undefined && first.due <= now; { first } = lane.deadlines) {
      lane.deadlines.delete(first);
      first.onLate();
    }
    lane.timer = undefined;
    if (first !== undefined) this.#arm(lane, first.due - now);
  }
}

/** The deadlines of all calls of this process. */
export const deadlines: Deadlines = new Deadlines();
