import type { Call, WaitEnd, WaitOptions, World } from "./call.ts";
import type { Control } from "./control.ts";
import type { AsteriskEvent } from "./events.ts";
import type { Scheduler, Thread } from "./scheduler.ts";
import type { SimulatedChannel } from "./simulated_channel.ts";

/** The parts of a call. */
export interface CallParts {
  /** The clock. */
  readonly scheduler: Scheduler;
  /** The thread that runs the commands. */
  readonly thread: Thread;
  /** The connection to the AGI. */
  readonly control: Control;
  /** The channel. */
  readonly channel: SimulatedChannel;
  /** Everything else that there is. */
  readonly world: World;
  /** Whether the AGI gets audio, which makes some commands interruptible. */
  readonly enhanced: boolean;
  /** Whether polling tells of the connection before it tells of the channel, if both have news. */
  readonly controlFirst: boolean;
  /** Sends a line, given without its end. */
  readonly say: (line: string) => void;
  /** Tells whoever watches. */
  readonly tell: (event: AsteriskEvent) => void;
}

/** A call that an engine runs. */
export class RunningCall implements Call {
  /** The channel. */
  readonly channel: SimulatedChannel;
  /** Everything else that there is. */
  readonly world: World;
  /** Whether the AGI gets audio. */
  readonly enhanced: boolean;
  /** Sends a line, given without its end. */
  readonly say: (line: string) => void;
  /** Tells whoever watches. */
  readonly tell: (event: AsteriskEvent) => void;
  /** Whether the AGI has been told of a hangup, or began after it. */
  dead = false;
  /** The grammars of the speech object; `undefined` if there is none. */
  grammars: Set<string> | undefined;
  #parts: CallParts;
  #cancelAutohangup: (() => void) | undefined;
  #hangsUpAt: number | undefined;

  /** Puts a call together. */
  constructor(parts: CallParts) {
    this.channel = parts.channel;
    this.world = parts.world;
    this.enhanced = parts.enhanced;
    this.say = parts.say;
    this.tell = parts.tell;
    this.#parts = parts;
  }

  /** The time, in milliseconds. */
  get now(): number {
    return this.#parts.scheduler.now();
  }

  /** When the time limit of the call ends it; `undefined` if there is none. */
  get hangsUpAt(): number | undefined {
    return this.#hangsUpAt;
  }

  /** Waits for whatever comes first. On a dead channel that is the deadline. */
  async wait({ deadline, interruptible = false }: WaitOptions): Promise<WaitEnd> {
    const { control, controlFirst, thread } = this.#parts;
    while (true) {
      const line = interruptible && control.readable;
      if (line && controlFirst) return { type: "line" };
      if (this.channel.hungUp && !this.dead) return { type: "hangup" };
      const digit = this.channel.takeDigit();
      if (digit !== undefined) return { type: "digit", digit };
      const text = this.channel.takeText();
      if (text !== undefined) return { type: "text", text };
      if (line) return { type: "line" };
      const latest = typeof deadline === "number" ? deadline : deadline();
      if (this.now >= latest) return { type: "time" };
      await thread.sleep(latest);
    }
  }

  /** Waits as long as the channel lives; digits are lost. Returns whether it was all the time. */
  async idle(milliseconds: number): Promise<boolean> {
    const { type } = await this.wait({ deadline: this.now + milliseconds });
    return type === "time";
  }

  /** Hangs up after so many milliseconds in the place of any time before; 0 or less for never. */
  hangUpAfter(milliseconds: number): void {
    this.#cancelAutohangup?.();
    this.#hangsUpAt = milliseconds > 0 ? this.now + milliseconds : undefined;
    this.#cancelAutohangup = milliseconds > 0
      ? this.#parts.scheduler.after(milliseconds, () => this.channel.hangUp())
      : undefined;
  }
}
