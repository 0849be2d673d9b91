import type { Place } from "../asterisk/next_place.ts";
import type { Outcome } from "../events.ts";
import type { AgiStatus } from "../asterisk/simulated_asterisk.ts";

/** Digits that a command took. */
export interface DigitsTaken {
  /** The words of the command, e.g. `GET DATA`. */
  readonly verb: string;
  /** The digits, `""` for none. */
  readonly digits: string;
}

/** A recording of the caller. */
export interface CallRecording {
  /** The file, without its format. */
  readonly file: string;
  /** The format, e.g. `wav`. */
  readonly format: string;
  /** Its length, in milliseconds. */
  readonly duration: number;
}

/** How a simulated call went. */
export interface CallResult {
  /** How the handler ended: `completed`, `hangup`, `failed`, or `no-handler` if no pattern matched. */
  readonly outcome: Outcome;
  /** What the handler threw, where it failed. */
  readonly error: unknown;
  /**
   * The commands that were pending when the handler returned, by their words: an `await` was
   * forgotten. Empty if all is well.
   */
  readonly pending: readonly string[];
  /** What the dialplan would read in `AGISTATUS`. */
  readonly status: AgiStatus;
  /** Whether the channel was answered at the end. */
  readonly answered: boolean;
  /** Who hung up; `null` if nobody did. */
  readonly hungUpBy: "caller" | "handler" | null;
  /** All that the caller heard, in order: files by name, the rest as `number 42`. */
  readonly heard: readonly string[];
  /** What the caller heard by the audio of the call, as samples at 8 kHz, silence included. */
  readonly audio: Int16Array<ArrayBuffer>;
  /** The files that were played, in order. */
  readonly played: readonly string[];
  /** What the `SAY` commands said, in order: `number 42`, `digits 123`. */
  readonly said: readonly string[];
  /** The texts that were sent to the caller. */
  readonly texts: readonly string[];
  /** What was read from the caller, in order. */
  readonly digits: readonly DigitsTaken[];
  /** What was recorded. */
  readonly recordings: readonly CallRecording[];
  /** What went to Asterisk's console. */
  readonly verbose: readonly string[];
  /** The channel variables at the end. */
  readonly variables: Readonly<Record<string, string>>;
  /** AstDB at the end, by `family/key`. */
  readonly database: Readonly<Record<string, string>>;
  /** The other channels that were not hung up. */
  readonly channels: readonly string[];
  /** Where the dialplan would go on. */
  readonly next: Place;
  /** How long the call took, in milliseconds of the call. */
  readonly duration: number;
  /** Everything that happened, with times: a message for an assertion. */
  readonly transcript: string;
}
