/** The length of a frame, in milliseconds. */
export const FRAME_MS = 20;

/** Maximum number of frames made up for after a pause of the process: 200 ms. */
const MAX_CATCH_UP = 10;

/** A sender of a frame every 20 ms. */
export interface Ticking {
  /** Called when frames are due: one, or more after a pause of the process. */
  onTick(frames: number): void;
}

/** The time source of a {@linkcode FrameClock}, in milliseconds. */
export interface FrameTime {
  /** Returns the time. */
  now(): number;
  /** Calls back after a delay. The function that it returns cancels the call. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The time of the machine. */
const MACHINE_TIME: FrameTime = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * A clock of 20 ms that keeps its rate: a late tick does not delay those after it. All calls of the
 * process share one timer. If the process was blocked for longer than 200 ms, the clock continues
 * from there, with 10 frames due.
 */
export class FrameClock {
  #members = new Set<Ticking>();
  #time: FrameTime;
  #cancel: (() => void) | undefined;
  #next = 0;

  /** Creates a clock; by default on the time of the machine. */
  constructor(time: FrameTime = MACHINE_TIME) {
    this.#time = time;
  }

  /** Starts to tick for `member`, within 20 ms. */
  add(member: Ticking): void {
    this.#members.add(member);
    if (this.#members.size > 1) return;
    this.#next = this.#time.now() + FRAME_MS;
    this.#arm();
  }

  /** Stops ticking for `member`. */
  delete(member: Ticking): void {
    if (!this.#members.delete(member) || this.#members.size > 0) return;
    this.#cancel?.();
  }

  #arm(): void {
    const delay = Math.max(0, this.#next - this.#time.now());
    this.#cancel = this.#time.after(delay, () => this.#tick());
  }

  #tick(): void {
    const now = this.#time.now();
    let frames = 1 + Math.floor((now - this.#next) / FRAME_MS);
    if (frames > MAX_CATCH_UP) {
      frames = MAX_CATCH_UP;
      this.#next = now + FRAME_MS;
    } else {
      // A timer may fire a little early.
      frames = Math.max(1, frames);
      this.#next += frames * FRAME_MS;
    }
    for (const member of this.#members) member.onTick(frames);
    if (this.#members.size > 0) this.#arm();
  }
}

/** The clock of all calls of the process. */
export const frameClock: FrameClock = new FrameClock();
