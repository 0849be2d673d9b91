import type { Step, StepBody } from "./messages.ts";
import type { MemoryUse } from "./memory_use.ts";

/** Maximum number of steps kept of a call, normally and when memory is full. */
const MAX_STEPS = 600;
const FEW_STEPS = 32;

/** An estimate of the bytes of a step without its texts. */
const STEP_BYTES = 160;

/** The last steps of a call. */
export class StepRing {
  #memory: MemoryUse;
  #steps: Step[] = [];
  #bytes = 0;
  #count = 0;

  /** Starts without steps. They count against `memory`. */
  constructor(memory: MemoryUse) {
    this.#memory = memory;
  }

  /** The number of steps so far, including those that were dropped. */
  get count(): number {
    return this.#count;
  }

  /** The number of the first step kept. */
  get first(): number {
    return this.#count - this.#steps.length;
  }

  /** Adds a step at a time, in milliseconds since the call began. */
  add(body: StepBody, at: number): void {
    this.#steps.push({ ...body, n: this.#count++, at: Math.round(at * 10) / 10 });
    this.#use(sizeOf(body));
    const most = this.#memory.full ? FEW_STEPS : MAX_STEPS;
    // One by one is enough to stay within the limit, and two at a time to get there.
    for (let more = 2; more > 0 && this.#steps.length > most; more--) {
      const step = this.#steps.shift();
      if (step !== undefined) this.#use(-sizeOf(step));
    }
  }

  /** Returns the steps from a number on, as far as they are kept. */
  from(n: number): Step[] {
    return this.#steps.slice(Math.max(0, n - this.first));
  }

  /** Returns a step by its number; `undefined` if it is not kept. */
  step(n: number): Step | undefined {
    return this.#steps[n - this.first];
  }

  /** Forgets all steps. */
  free(): void {
    this.#use(-this.#bytes);
    this.#steps = [];
  }

  #use(bytes: number): void {
    this.#bytes += bytes;
    this.#memory.add(bytes);
  }
}

function sizeOf(body: StepBody): number {
  switch (body.kind) {
    case "command":
      return STEP_BYTES + 2 * body.line.length;
    case "reply":
      return STEP_BYTES + 2 * (body.text?.length ?? 0);
    case "log":
      return STEP_BYTES + 2 * body.message.length;
    default:
      return STEP_BYTES;
  }
}
