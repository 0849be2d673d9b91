import type { Command } from "../command.ts";
import { checkDigits, type Digits } from "./_check.ts";
import { readDigit } from "./_read.ts";

/** Options of all `say` commands. */
export interface SayOptions {
  /** The digits that interrupt the command. None by default. */
  escapeDigits?: Digits;
}

/** Creates a command that says something; `more` are the arguments after the escape digits. */
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

/** Same as {@linkcode say}, for commands that a new one interrupts if Asterisk sends audio. */
export function sayInterruptibly(...args: Parameters<typeof say>): Command<string | null> {
  return { ...say(...args), interruptible: "eagi" };
}
