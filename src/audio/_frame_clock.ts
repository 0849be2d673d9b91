/** The length of a frame, in milliseconds. */
export const FRAME_MS = 20;

/** The most frames that are made up for after a pause of the process: 200 ms. */
const MAX_CATCH_UP = 10;

/** Something that sends a frame every 20 ms. */
export interface Ticking {
  /** Called when frames are due: one, or more after a pause of the process. */
  onTick(frames: number): void;
}

/** The time that a {@linkcode FrameClock} goes by, in milliseconds. */
export interface FrameTime {
  /** What time it is. */
  now(): number;
  /** Calls back after so long, unless the function that it returns is called before. */
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
 * A clock of 20 ms that keeps its rate: a tick that is late does not delay those after it. All calls
 * of the process share one timer. When the process was blocked for longer than 200 ms, the clock goes on
 * from then, with 10 frames due.
 */
export class FrameClock {
  #members = new Set<Ticking>();
  #time: FrameTime;
  #cancel: (() => void) | undefined;
  #next = 0;

  /** Makes a clock; by default it goes by the time of the machine. */
  constructor(time: FrameTime = MACHINE_TIME) {
    this.#time = time;
  }

  /** Begins to tick for `member`, within 20 ms. */
  add(member: Ticking): void {
    this.#members.add(member);
    if (this.#members.size > 1) return;
    this.#next = this.#time.now() + FRAME_MS;
    this.#arm();
  }

  /** Stops to tick for `member`. */
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
