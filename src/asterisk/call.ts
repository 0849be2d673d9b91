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
  /** When the wait times out; a function is called again on every event. */
  deadline: number | (() => number);
  /** Whether a line from the AGI ends the wait: the interrupt rule. */
  interruptible?: boolean;
}

/** The call, as commands and applications see it. */
export interface Call {
  /** The channel. */
  readonly channel: SimulatedChannel;
  /** Variables, AstDB, sounds and the rest of the Asterisk. */
  readonly world: World;
  /** Whether the AGI gets audio, as from `EAGI()`. */
  readonly enhanced: boolean;
  /** The time, in milliseconds. */
  readonly now: number;
  /** Whether Asterisk has reported a hangup to the AGI, or started the AGI after it. */
  readonly dead: boolean;
  /** When the time limit of the call hangs up; `undefined` for no limit. */
  readonly hangsUpAt: number | undefined;
  /** The grammars of the speech object; `undefined` without one. */
  grammars: Set<string> | undefined;
  /** Returns the length of a sound in the channel's language, as {@linkcode World} has it. */
  soundLength(name: string): number | undefined;
  /** Sends a line to the AGI and adds the newline. */
  readonly say: (line: string) => void;
  /** Reports an event. */
  readonly tell: (event: AsteriskEvent) => void;
  /** Waits for the first event or the deadline. On a dead channel only the deadline counts. */
  wait(options: WaitOptions): Promise<WaitEnd>;
  /** Waits, and drops digits. Returns `false` if the channel hung up before the time was up. */
  idle(milliseconds: number): Promise<boolean>;
  /** Sets the time limit of the call from now, in milliseconds; 0 or less removes it. */
  hangUpAfter(milliseconds: number): void;
}

/** A dialplan application: gets its options, returns the result of `EXEC`. */
export type Application = (call: Call, options: string) => number | Promise<number>;

/**
 * A dialplan function: gets its arguments, and the value when the function is set; `undefined` is
 * an error.
 */
export type DialplanFunction = (call: Call, args: string, value?: string) => string | undefined;

/** Another channel on the same Asterisk. */
export interface OtherChannel {
  /** Its state, as `CHANNEL STATUS` returns it. */
  readonly state: number;
  /** Its variables. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Whether it is the other end of the call: the call ends when it hangs up. */
  readonly otherEnd?: boolean;
}

/** A finished recording. */
export interface Recording {
  /** The file, without its format. */
  readonly file: string;
  /** The format, e.g. `wav`. */
  readonly format: string;
  /** The length, in samples: 8 a millisecond. */
  readonly samples: number;
}

/** What a simulated Asterisk has, all in binary strings. */
export interface World {
  /**
   * The length of a sound in a language, in samples, 8 a millisecond; `undefined` if the sound does
   * not exist.
   */
  readonly sounds: (name: string, language: string) => number | undefined;
  /** The length of files that `SAY` plays, in samples; without it, the length is estimated. */
  readonly said: ((files: readonly string[], language: string) => number | undefined) | undefined;
  /** Channel variables. */
  readonly variables: Map<string, string>;
  /** Global variables. */
  readonly globals: Map<string, string>;
  /** Values of functions such as `SHARED()` and `TIMEOUT()`, by `NAME(arguments)`. */
  readonly settings: Map<string, string>;
  /** AstDB, by `family/key`. */
  readonly database: Map<string, string>;
  /** Applications by their names in lower case. */
  readonly applications: ReadonlyMap<string, Application>;
  /** Additional dialplan functions by their names. */
  readonly functions: ReadonlyMap<string, DialplanFunction>;
  /** Subroutines by `context,extension,priority`; one that does not return 0 ends abnormally. */
  readonly subroutines: Map<string, Application>;
  /** The labels that `SET PRIORITY` finds. */
  readonly labels: ReadonlySet<string>;
  /** Other channels, by their names. */
  readonly channels: Map<string, OtherChannel>;
  /** Finished recordings, the newest last. */
  readonly recordings: Recording[];
  /** Whether a file can be written. */
  readonly writable: (file: string, format: string) => boolean;
  /** Whether Asterisk has a speech engine; it recognizes the texts that the caller sends. */
  readonly speech: boolean;
  /** Asterisk's version, such as `22.10.1`. */
  readonly version: string;
  /** Whether the AGI runs in a subroutine that `Gosub` called. */
  readonly inSubroutine: boolean;
  /** The time of day when the call began, in milliseconds since 1970. */
  readonly epoch: number;
}
