import { MAX_TIMER } from "../transport/timer_delay.ts";
import type { VirtualClock } from "./virtual_clock.ts";

/** What the pace of a call depends on. */
export interface PaceOptions {
  /** The clock of the call. */
  readonly clock: VirtualClock;
  /** Whether the caller waits for something; until then no time passes. */
  readonly callerWaits: () => boolean;
  /** Whether the handler waits for Asterisk; then time jumps. */
  readonly asteriskWorks: () => boolean;
}

/** A handler's own work up to this time counts as none, in real milliseconds. */
const NEGLIGIBLE = 50;

/**
 * Drives the time of a call. Time stands still until the caller waits for something. It jumps to
 * the next event while the handler waits for Asterisk, and runs in real time while the handler does
 * something else, such as a timer or a request of its own.
 */
export class Pace {
  #options: PaceOptions;
  #over = false;
  #wake: (() => void) | undefined;

  /** No time passes before {@linkcode run}. */
  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** Reports a change that the pace depends on. */
  poke(): void {
    this.#wake?.();
  }

  /** Stops time: the call has ended. */
  stop(): void {
    this.#over = true;
    this.poke();
  }

  /** Drives time until {@linkcode stop}. */
  async run(): Promise<void> {
    const { clock, callerWaits, asteriskWorks } = this.#options;
    while (!this.#over) {
      await clock.settle();
      if (this.#over) break;
      if (clock.next <= clock.now()) clock.step();
      else if (!callerWaits()) await this.#change();
      else if (!asteriskWorks()) await this.#goAlong();
      else if (!clock.step()) await this.#change();
    }
  }

  /** Runs in real time until the handler waits for Asterisk. */
  async #goAlong(): Promise<void> {
    const { clock, callerWaits, asteriskWorks } = this.#options;
    const [begun, from] = [performance.now(), clock.now()];
    const passed = () => performance.now() - begun;
    while (!this.#over && callerWaits() && !asteriskWorks()) {
      const left = clock.next - from - passed();
      if (left <= 0) clock.step();
      else await this.#change(left);
      await clock.settle();
    }
    if (passed() >= NEGLIGIBLE) clock.jump(from + Math.floor(passed()));
  }

  /** Waits for a change, with a timeout in real milliseconds. */
  async #change(milliseconds: number = Infinity): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = milliseconds < MAX_TIMER ? setTimeout(resolve, milliseconds) : undefined;
    await promise;
    clearTimeout(timer);
  }
}
