import type { Call, WaitEnd, WaitOptions, World } from "./call.ts";
import type { Control } from "./control.ts";
import type { AsteriskEvent } from "./events.ts";
import type { Scheduler, Thread } from "./scheduler.ts";
import type { SimulatedChannel } from "./simulated_channel.ts";

/** The parts of a running call. */
export interface CallParts {
  /** The clock. */
  readonly scheduler: Scheduler;
  /** The thread that runs the commands. */
  readonly thread: Thread;
  /** The connection to the AGI. */
  readonly control: Control;
  /** The channel. */
  readonly channel: SimulatedChannel;
  /** Variables, AstDB, sounds and the rest of the Asterisk. */
  readonly world: World;
  /** Whether the AGI gets audio, which makes some commands interruptible. */
  readonly enhanced: boolean;
  /** Whether `poll` reports the connection before the channel if both have events. */
  readonly controlFirst: boolean;
  /** Sends a line to the AGI and adds the newline. */
  readonly say: (line: string) => void;
  /** Reports an event. */
  readonly tell: (event: AsteriskEvent) => void;
}

/** A call that an engine runs. */
export class RunningCall implements Call {
  /** The channel. */
  readonly channel: SimulatedChannel;
  /** Variables, AstDB, sounds and the rest of the Asterisk. */
  readonly world: World;
  /** Whether the AGI gets audio. */
  readonly enhanced: boolean;
  /** Sends a line to the AGI and adds the newline. */
  readonly say: (line: string) => void;
  /** Reports an event. */
  readonly tell: (event: AsteriskEvent) => void;
  /** Whether Asterisk has reported a hangup to the AGI, or started the AGI after it. */
  dead = false;
  /** The grammars of the speech object; `undefined` without one. */
  grammars: Set<string> | undefined;
  #parts: CallParts;
  #cancelAutohangup: (() => void) | undefined;
  #hangsUpAt: number | undefined;

  /** Assembles a call from its parts. */
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

  /** When the time limit of the call hangs up; `undefined` for no limit. */
  get hangsUpAt(): number | undefined {
    return this.#hangsUpAt;
  }

  /** Returns the length of a sound in the channel's language. */
  soundLength(name: string): number | undefined {
    return this.world.sounds(name, this.channel.identity.language);
  }

  /** Waits for the first event or the deadline. On a dead channel only the deadline counts. */
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

  /** Waits, and drops digits. Returns `false` if the channel hung up before the time was up. */
  async idle(milliseconds: number): Promise<boolean> {
    const { type } = await this.wait({ deadline: this.now + milliseconds });
    return type === "time";
  }

  /** Sets the time limit of the call from now, in milliseconds; 0 or less removes it. */
  hangUpAfter(milliseconds: number): void {
    this.#cancelAutohangup?.();
    this.#hangsUpAt = milliseconds > 0 ? this.now + milliseconds : undefined;
    this.#cancelAutohangup = milliseconds > 0
      ? this.#parts.scheduler.after(milliseconds, () => this.channel.hangUp())
      : undefined;
  }
}
