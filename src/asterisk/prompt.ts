import type { Call, WaitEnd } from "./call.ts";
import { RATE, tellSound } from "./play.ts";

/** A sound that plays while a command waits for something else, until that comes or it ends. */
export class Prompt {
  /** When it ends if nothing stops it, in milliseconds. */
  readonly ends: number;
  #call: Call;
  #playing: boolean;

  /** Starts to play a file of `samples` from `offset`; without a name nothing plays. */
  constructor(call: Call, file: { text: string; samples: number; offset?: number }) {
    const { text, samples, offset = 0 } = file;
    const duration = (samples - offset) / RATE;
    this.ends = call.now + duration;
    this.#call = call;
    this.#playing = text !== "";
    if (this.#playing) tellSound(call, { text, duration, offset: offset / RATE });
  }

  /** Waits as {@linkcode Call.wait} does. Whatever ends the wait stops the sound. */
  async wait(options: { deadline: number; interruptible?: boolean }): Promise<WaitEnd> {
    if (this.#playing && this.ends < options.deadline) {
      const end = await this.#call.wait({ ...options, deadline: this.ends });
      this.#stop();
      if (end.type !== "time") return end;
    }
    const end = await this.#call.wait(options);
    this.#stop();
    return end;
  }

  #stop(): void {
    if (this.#playing) this.#call.tell({ type: "quiet" });
    this.#playing = false;
  }
}
