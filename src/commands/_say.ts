import type { Command } from "../command.ts";
import { checkDigits, type Digits } from "./_check.ts";
import { readDigit } from "./_read.ts";

/** Options of everything that is said. */
export interface SayOptions {
  /** The digits that end it. None by default. */
  escapeDigits?: Digits;
}

/** A command that says something: `more` is what stands behind the digits that end it. */
export function say(
  verb: string,
  text: string,
  { escapeDigits = "" }: SayOptions,
  more: readonly string[] = [],
): Command<string | null> {
  return {
    verb,
    args: [text, checkDigits("escapeDigits", escapeDigits), ...more],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    parse: readDigit,
  };
}

/** One that a new command stops where Asterisk sends audio. */
export function sayInterruptibly(...args: Parameters<typeof say>): Command<string | null> {
  return { ...say(...args), interruptible: "eagi" };
}
