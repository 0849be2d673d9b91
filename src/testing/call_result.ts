import type { Place } from "../asterisk/next_place.ts";
import type { LogLine, Outcome } from "../events.ts";
import type { AgiStatus } from "../asterisk/simulated_asterisk.ts";

/** Digits that a command read. */
export interface DigitsTaken {
  /** The verb of the command, e.g. `GET DATA`. */
  readonly verb: string;
  /** The digits, `""` for none. */
  readonly digits: string;
}

/** A recording of the caller's voice. */
export interface CallRecording {
  /** The file, without its format. */
  readonly file: string;
  /** The format, e.g. `wav`. */
  readonly format: string;
  /** Its length, in milliseconds. */
  readonly duration: number;
}

/** The result of a simulated call. */
export interface CallResult {
  /**
   * How the handler ended: `completed`, `hangup`, `failed`, or `no-handler` if no pattern matched.
   */
  readonly outcome: Outcome;
  /** What the handler threw if it failed. */
  readonly error: unknown;
  /**
   * The commands that were pending when the handler returned: each lacks an `await`. Usually empty.
   */
  readonly pending: readonly string[];
  /** The value of `AGISTATUS` in the dialplan. */
  readonly status: AgiStatus;
  /** Whether the channel was answered at the end. */
  readonly answered: boolean;
  /** The party that hung up; `null` for neither. */
  readonly hungUpBy: "caller" | "handler" | null;
  /** Everything that the caller heard, in order: files by name, speech as `number 42`. */
  readonly heard: readonly string[];
  /** What the caller heard over the audio of the call, as samples at 8 kHz, silence included. */
  readonly audio: Int16Array<ArrayBuffer>;
  /** The files played, in order. */
  readonly played: readonly string[];
  /** What the `SAY` commands said, in order: `number 42`, `digits 123`. */
  readonly said: readonly string[];
  /** The texts sent to the caller. */
  readonly texts: readonly string[];
  /** The digits read from the caller, in order. */
  readonly digits: readonly DigitsTaken[];
  /** The recordings made. */
  readonly recordings: readonly CallRecording[];
  /** The lines written to Asterisk's console. */
  readonly verbose: readonly string[];
  /** The lines that the handler logged with `channel.log`, of all levels, in order. */
  readonly logs: readonly LogLine[];
  /** The channel variables at the end. */
  readonly variables: Readonly<Record<string, string>>;
  /** AstDB at the end, by `family/key`. */
  readonly database: Readonly<Record<string, string>>;
  /** The other channels that are still up. */
  readonly channels: readonly string[];
  /** Where the dialplan would continue. */
  readonly next: Place;
  /** The duration of the call, in milliseconds of the call. */
  readonly duration: number;
  /** A log of the whole call, with times: use it as the message of assertions. */
  readonly transcript: string;
}
