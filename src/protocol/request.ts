import type { Command } from "../command.ts";
import { encodeText, quoteForMessage } from "./text.ts";

/**
 * Maximum number of words in a command, including those of the verb. Asterisk's table has room for
 * 128, and quoted words beyond that overwrite its stack.
 */
export const MAX_WORDS = 120;

/** The longest line, without its line ending, that every version of Asterisk reads as one line. */
const OLD_MAX_BYTES = 2046;

/** The longest line since Asterisk 20.16, 21.11, 22.6 and 23.0. */
const NEW_MAX_BYTES = 8190;

/** For each major version, the first minor version that accepts long lines. */
const NEW_SINCE: Readonly<Record<number, number>> = { 20: 16, 21: 11, 22: 6 };

/**
 * Returns the maximum length of a command for a version of Asterisk, in bytes. Asterisk splits a
 * longer line and runs the rest as another command.
 *
 * @param version The value of `agi_version`, or `""`. An unreadable version counts as old.
 */
export function maxCommandBytes(version: string): number {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})(?!\d)/.exec(version) ?? [];
  if (major === undefined) return OLD_MAX_BYTES;
  const since = NEW_SINCE[Number(major)] ?? (Number(major) >= 23 ? 0 : Infinity);
  return Number(minor) >= since ? NEW_MAX_BYTES : OLD_MAX_BYTES;
}

/**
 * Formats a command as the line that Asterisk reads, without the line ending. Each argument is in
 * double quotes, with `\` and `"` escaped.
 *
 * @throws {TypeError} If the verb is malformed, or an argument contains CR, LF or NUL, which AGI
 * cannot escape.
 * @throws {RangeError} If the command has more than 120 words.
 */
export function formatCommand({ verb, args }: Pick<Command<unknown>, "verb" | "args">): string {
  if (!/^[A-Za-z]+( [A-Za-z]+)*$/.test(verb)) {
    throw new TypeError(
      `Invalid verb ${quoteForMessage(verb)}: must be words of letters separated by single spaces`,
    );
  }
  // Cheap upper bound: a verb has at most verb.length words.
  if (args.length + verb.length > MAX_WORDS) checkWords(verb, args);
  let line = verb;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    line += typeof arg === "string" && !/["\\\0\r\n]/.test(arg)
      ? ` "${arg}"`
      : ` "${escapeArgument(arg, index, verb)}"`;
  }
  return line;
}

/**
 * Formats a command as the line to send, including the line ending.
 *
 * @param version Returns `agi_version`; called only if the line is too long for some versions.
 * @throws {TypeError} As {@linkcode formatCommand}.
 * @throws {RangeError} As {@linkcode formatCommand}, and if the line is too long for this Asterisk.
 */
export function commandLine(
  command: Pick<Command<unknown>, "verb" | "args">,
  version: () => string,
): string {
  const line = formatCommand(command);
  // A character is at most three bytes.
  if (3 * line.length > OLD_MAX_BYTES) checkLength(line, command.verb, version);
  return `${line}\n`;
}

function checkLength(line: string, verb: string, version: () => string): void {
  const { length } = encodeText(line);
  if (length > OLD_MAX_BYTES && length > maxCommandBytes(version())) {
    throw new RangeError(
      `Cannot send ${verb}: ${length} bytes exceed the ${maxCommandBytes(version())} that this ` +
        "Asterisk reads as one line",
    );
  }
}

function checkWords(verb: string, args: readonly string[]): void {
  const words = verb.split(" ").length + args.length;
  if (words > MAX_WORDS) {
    throw new RangeError(
      `Cannot send ${verb}: ${args.length} arguments are too many (at most ${MAX_WORDS} words ` +
        "including the verb)",
    );
  }
}

function escapeArgument(arg: unknown, index: number, verb: string): string {
  if (typeof arg !== "string") {
    throw new TypeError(
      `Cannot send ${verb}: argument ${index + 1} is ${
        arg === null ? "null" : `of type ${typeof arg}`
      } (must be a string)`,
    );
  }
  const forbidden = /[\0\r\n]/.exec(arg);
  if (forbidden !== null) {
    const name = { "\0": "NUL", "\r": "CR", "\n": "LF" }[forbidden[0]];
    throw new TypeError(
      `Cannot send ${verb}: argument ${index + 1} contains ${name} (AGI cannot escape it)`,
    );
  }
  return arg.replaceAll(/[\\"]/g, "\\$&");
}
