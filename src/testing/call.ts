import type { AsteriskEvent } from "./events.ts";
import type { SimulatedChannel } from "./simulated_channel.ts";
import type { World } from "./world.ts";

/** What ended a wait. */
export type WaitEnd =
  | { readonly type: "digit"; readonly digit: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "hangup" }
  | { readonly type: "line" }
  | { readonly type: "time" };

/** How a command waits. */
export interface WaitOptions {
  /** Until when; a function is asked again whenever something happens. */
  deadline: number | (() => number);
  /** Whether a line on the connection ends the wait: the interrupt rule. */
  interruptible?: boolean;
}

/** A call as commands and applications see it. */
export interface Call {
  /** The channel. */
  readonly channel: SimulatedChannel;
  /** Everything else that there is. */
  readonly world: World;
  /** Whether the AGI gets audio. */
  readonly enhanced: boolean;
  /** The time, in milliseconds. */
  readonly now: number;
  /** Whether the AGI has been told of a hangup, or began after it. */
  readonly dead: boolean;
  /** When the time limit of the call ends it; `undefined` if there is none. */
  readonly hangsUpAt: number | undefined;
  /** The grammars of the speech object; `undefined` if there is none. */
  grammars: Set<string> | undefined;
  /** Sends a line, given without its end. */
  readonly say: (line: string) => void;
  /** Tells whoever watches. */
  readonly tell: (event: AsteriskEvent) => void;
  /** Waits for whatever comes first. On a dead channel that is the deadline. */
  wait(options: WaitOptions): Promise<WaitEnd>;
  /** Waits as long as the channel lives; digits are lost. Returns whether it was all the time. */
  idle(milliseconds: number): Promise<boolean>;
  /** Hangs up after so many milliseconds in the place of any time before; 0 or less for never. */
  hangUpAfter(milliseconds: number): void;
}
