import type { Command } from "../command.ts";
import { encodeText, quoteForMessage, quoteMasked } from "./text.ts";

/**
 * The most words that a command may have, those of the verb included. Asterisk's own table ends at
 * 128, and quoted words beyond it overwrite its stack.
 */
export const MAX_WORDS = 120;

/** The most bytes before the line end that every Asterisk takes as one line. */
const OLD_MAX_BYTES = 2046;

/** The same since 20.16, 21.11, 22.6 and 23.0. */
const NEW_MAX_BYTES = 8190;

/** The first minor version of each major one that takes long lines. */
const NEW_SINCE: Readonly<Record<number, number>> = { 20: 16, 21: 11, 22: 6 };

/**
 * Tells the most bytes that a command may have for an Asterisk of this version. A longer line is
 * cut by Asterisk, which runs the rest as a command of its own.
 *
 * @param version `agi_version` as it came, or `""`: what cannot be read counts as old.
 */
export function maxCommandBytes(version: string): number {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})(?!\d)/.exec(version) ?? [];
  if (major === undefined) return OLD_MAX_BYTES;
  const since = NEW_SINCE[Number(major)] ?? (Number(major) >= 23 ? 0 : Infinity);
  return Number(minor) >= since ? NEW_MAX_BYTES : OLD_MAX_BYTES;
}

/**
 * Writes a command as the one line that Asterisk reads, without the line end: each argument in
 * double quotes, `\` and `"` escaped.
 *
 * @throws {TypeError} If the verb is no words, or an argument holds CR, LF or NUL, which AGI has no way to write.
 * @throws {RangeError} If the command has more than 120 words.
 */
export function formatCommand({ verb, args }: Pick<Command<unknown>, "verb" | "args">): string {
  if (!/^[A-Za-z]+( [A-Za-z]+)*$/.test(verb)) {
    throw new TypeError(
      `Cannot send ${quoteForMessage(verb)}: a verb is words of letters with one blank between`,
    );
  }
  // A verb has fewer words than letters.
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
 * Writes a command as the line that is sent, with the line end.
 *
 * @param version Tells `agi_version`; asked only when the line is too long for some Asterisk.
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
      `Cannot send ${verb} of ${length} bytes: this Asterisk reads at most ` +
        `${maxCommandBytes(version())} in one line and would run the rest as another command`,
    );
  }
}

function checkWords(verb: string, args: readonly string[]): void {
  const words = verb.split(" ").length + args.length;
  if (words > MAX_WORDS) {
    throw new RangeError(
      `Cannot send ${verb} with ${args.length} arguments: a command has at most ${MAX_WORDS} words`,
    );
  }
}

function escapeArgument(arg: unknown, index: number, verb: string): string {
  if (typeof arg !== "string") {
    throw new TypeError(
      `Cannot send argument ${index + 1} of ${verb}: it is ${
        arg === null ? "null" : `of type ${typeof arg}`
      }, not a string`,
    );
  }
  const forbidden = /[\0\r\n]/.exec(arg);
  if (forbidden !== null) {
    const name = { "\0": "a NUL", "\r": "a CR", "\n": "an LF" }[forbidden[0]];
    throw new TypeError(
      `Cannot send argument ${index + 1} of ${verb}: it holds ${name} at ${forbidden.index}, ` +
        `which AGI has no way to write: ${quoteMasked(arg)}`,
    );
  }
  return arg.replaceAll(/[\\"]/g, "\\$&");
}
