import type { ModelChannel } from "./channel.ts";
import type { Control } from "./control.ts";
import type { Scheduler, Thread } from "./scheduler.ts";

/** A dialplan application: gets its options, returns what `EXEC` tells. */
export type Application = (call: Call, options: string) => number | Promise<number>;

/** What there is on the model's Asterisk, all in binary strings. */
export interface World {
  /** The length of a sound in samples, 8 a millisecond; `undefined` if there is none. */
  readonly sounds: (name: string) => number | undefined;
  /** Channel variables. */
  readonly variables: Map<string, string>;
  /** AstDB, by `family/key`. */
  readonly database: Map<string, string>;
  /** Applications by their names in lower case. */
  readonly applications: ReadonlyMap<string, Application>;
  /** Subroutines by `context,extension,priority`; one that does not return 0 ends abnormally. */
  readonly subroutines: Map<string, Application>;
}

/** What ended a wait. */
export type Event =
  | { readonly type: "digit"; readonly digit: string }
  | { readonly type: "hangup" }
  | { readonly type: "line" }
  | { readonly type: "time" };

/** How a command waits. */
export interface WaitOptions {
  /** Until when. */
  deadline: number;
  /** Whether a line on the connection ends the wait: the interrupt rule. */
  interruptible?: boolean;
}

/** The parts of a call. */
export interface CallParts {
  /** The clock. */
  readonly scheduler: Scheduler;
  /** The thread that runs the commands. */
  readonly thread: Thread;
  /** The connection to the AGI. */
  readonly control: Control;
  /** The channel. */
  readonly channel: ModelChannel;
  /** Everything else that there is. */
  readonly world: World;
  /** Whether the AGI gets audio, which makes some commands interruptible. */
  readonly enhanced: boolean;
  /** Whether polling tells of the connection before it tells of the channel, if both have news. */
  readonly controlFirst: boolean;
  /** Sends a line, given without its end. */
  readonly say: (line: string) => void;
}

/** A call as commands and applications see it. */
export class Call {
  /** The channel. */
  readonly channel: ModelChannel;
  /** Everything else that there is. */
  readonly world: World;
  /** Whether the AGI gets audio. */
  readonly enhanced: boolean;
  /** Sends a line, given without its end. */
  readonly say: (line: string) => void;
  /** Whether the AGI has been told of a hangup, or began after it. */
  dead = false;
  #parts: CallParts;

  /** Puts a call together. */
  constructor(parts: CallParts) {
    this.channel = parts.channel;
    this.world = parts.world;
    this.enhanced = parts.enhanced;
    this.say = parts.say;
    this.#parts = parts;
  }

  /** The time, in milliseconds. */
  get now(): number {
    return this.#parts.scheduler.now();
  }

  /** Waits for whatever comes first. On a dead channel that is the deadline. */
  async wait({ deadline, interruptible = false }: WaitOptions): Promise<Event> {
    const { control, controlFirst, thread } = this.#parts;
    while (true) {
      const line = interruptible && control.readable;
      if (line && controlFirst) return { type: "line" };
      if (this.channel.hungUp && !this.dead) return { type: "hangup" };
      const digit = this.channel.takeDigit();
      if (digit !== undefined) return { type: "digit", digit };
      if (line) return { type: "line" };
      if (this.now >= deadline) return { type: "time" };
      await thread.sleep(deadline);
    }
  }

  /** Waits as long as the channel lives; digits are lost. Returns whether it was all the time. */
  async idle(milliseconds: number): Promise<boolean> {
    const { type } = await this.wait({ deadline: this.now + milliseconds });
    return type === "time";
  }
}
