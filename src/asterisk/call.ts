import type { AsteriskEvent } from "./events.ts";
import type { SimulatedChannel } from "./simulated_channel.ts";

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

/** A dialplan application: gets its options, returns what `EXEC` tells. */
export type Application = (call: Call, options: string) => number | Promise<number>;

/**
 * A dialplan function: gets what stands in its parentheses, and the value where it is set;
 * `undefined` is an error.
 */
export type DialplanFunction = (call: Call, args: string, value?: string) => string | undefined;

/** Another channel of the same Asterisk. */
export interface OtherChannel {
  /** Its state, as `CHANNEL STATUS` tells it. */
  readonly state: number;
  /** Its variables. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Whether it is the other end of the call: the call is over when it hangs up. */
  readonly otherEnd?: boolean;
}

/** A recording that was made. */
export interface Recording {
  /** The file, without its format. */
  readonly file: string;
  /** The format, e.g. `wav`. */
  readonly format: string;
  /** The length, in samples: 8 a millisecond. */
  readonly samples: number;
}

/** What there is on a simulated Asterisk, all in binary strings. */
export interface World {
  /** The length of a sound in samples, 8 a millisecond; `undefined` if there is none. */
  readonly sounds: (name: string) => number | undefined;
  /** Channel variables. */
  readonly variables: Map<string, string>;
  /** Global variables. */
  readonly globals: Map<string, string>;
  /** What functions such as `SHARED()` and `TIMEOUT()` keep, by `NAME(arguments)`. */
  readonly settings: Map<string, string>;
  /** AstDB, by `family/key`. */
  readonly database: Map<string, string>;
  /** Applications by their names in lower case. */
  readonly applications: ReadonlyMap<string, Application>;
  /** Dialplan functions by their names, besides those that there always are. */
  readonly functions: ReadonlyMap<string, DialplanFunction>;
  /** Subroutines by `context,extension,priority`; one that does not return 0 ends abnormally. */
  readonly subroutines: Map<string, Application>;
  /** The labels that `SET PRIORITY` finds. */
  readonly labels: ReadonlySet<string>;
  /** The other channels, by their names. */
  readonly channels: Map<string, OtherChannel>;
  /** What was recorded, the newest last. */
  readonly recordings: Recording[];
  /** Whether a file can be written. */
  readonly writable: (file: string, format: string) => boolean;
  /** Whether there is a speech engine: it understands what the caller says as text. */
  readonly speech: boolean;
  /** Asterisk's version, such as `22.10.1`. */
  readonly version: string;
  /** Whether the AGI runs in a subroutine that `Gosub` called. */
  readonly inSubroutine: boolean;
  /** The time of day when the call began, in milliseconds since 1970. */
  readonly epoch: number;
}
