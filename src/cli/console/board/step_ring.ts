import type { Step, StepBody } from "../messages.ts";
import type { MemoryUse } from "./memory_use.ts";

/** Maximum number of steps kept of a call. */
const MAX_STEPS = 600;

/** An estimate of the bytes of a step without its texts, and of a text without its characters. */
const STEP_BYTES = 160;
const TEXT_BYTES = 24;

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
    this.#use(stepBytes(body));
    const { full, share } = this.#memory;
    let surplus = full ? this.#bytes - share : 0;
    let dropped = 0;
    while (
      dropped < this.#steps.length - 1 &&
      (this.#steps.length - dropped > MAX_STEPS || surplus > 0)
    ) {
      const size = stepBytes(this.#steps[dropped++]);
      surplus -= size;
      this.#use(-size);
    }
    if (dropped === 1) this.#steps.shift();
    else if (dropped > 1) this.#steps.splice(0, dropped);
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

/** An estimate of the bytes of a step, with all texts that can be long. */
export function stepBytes(body: StepBody | undefined): number {
  switch (body?.kind) {
    case "command":
      return STEP_BYTES + textBytes(body.line);
    case "reply":
      return STEP_BYTES + textBytes(body.result) + textBytes(body.text);
    case "log":
    case "warning":
      return STEP_BYTES + textBytes(body.message);
    case "sound":
      return [body.text, body.spoken, ...body.files]
        .reduce((sum, text) => sum + textBytes(text), STEP_BYTES);
    case "recording":
      return STEP_BYTES + textBytes(body.file);
    case "text":
    case "note":
      return STEP_BYTES + textBytes(body.text);
    case "end": {
      const { message, place, source } = body.failure ?? {};
      const texts = [message, place, source, ...body.pending];
      return texts.reduce((sum, text) => sum + textBytes(text), STEP_BYTES);
    }
    default:
      return STEP_BYTES;
  }
}

function textBytes(text: string | undefined): number {
  return text === undefined ? 0 : TEXT_BYTES + 2 * text.length;
}
