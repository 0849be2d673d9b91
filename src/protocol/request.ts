import type { Command } from "../command.ts";
import { encodeText, quoteForMessage } from "./text.ts";

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
export function formatCommand(command: Pick<Command<unknown>, "verb" | "args">): string {
  const { verb, args } = command;
  if (!/^[A-Za-z]+( [A-Za-z]+)*$/.test(verb)) {
    throw new TypeError(
      `Cannot send ${quoteForMessage(verb)}: a verb is words of letters with one blank between`,
    );
  }
  const words = verb.split(" ").length + args.length;
  if (words > MAX_WORDS) {
    throw new RangeError(
      `Cannot send ${verb} with ${args.length} arguments: a command has at most ${MAX_WORDS} words`,
    );
  }
  let line = verb;
  for (const [index, arg] of args.entries()) line += ` "${escapeArgument(arg, index, verb)}"`;
  return line;
}

/**
 * Writes a command as bytes, with the line end.
 *
 * @param maxBytes The most bytes before the line end, see {@linkcode maxCommandBytes}.
 * @throws {TypeError} As {@linkcode formatCommand}.
 * @throws {RangeError} As {@linkcode formatCommand}, and if the line is too long for this Asterisk.
 */
export function encodeCommand(
  command: Pick<Command<unknown>, "verb" | "args">,
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  const bytes = encodeText(`${formatCommand(command)}\n`);
  if (bytes.length - 1 > maxBytes) {
    throw new RangeError(
      `Cannot send ${command.verb} of ${bytes.length - 1} bytes: this Asterisk reads at most ` +
        `${maxBytes} in one line and would run the rest as another command`,
    );
  }
  return bytes;
}

function escapeArgument(arg: string, index: number, verb: string): string {
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
        `which AGI has no way to write: ${quoteForMessage(arg)}`,
    );
  }
  return /[\\"]/.test(arg) ? arg.replaceAll(/[\\"]/g, "\\$&") : arg;
}
