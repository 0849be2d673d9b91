import { quoteMasked } from "../protocol/text.ts";
import { hasLoneBracket } from "./_brackets.ts";

/**
 * Applications that read (the rest of) their options as one text, without escapes, by how many
 * arguments they split off before: `Verbose` splits the level from the message, `Set` nothing. All
 * others split everything, and give back what a backslash escapes.
 *
 * Each was tried on Asterisk 22.10.
 */
const SPLITS_BEFORE_TEXT: ReadonlyMap<string, number> = new Map([
  ...[
    "exec",
    "execif",
    "execiftime",
    "gosub",
    "gosubif",
    "goto",
    "gotoif",
    "gotoiftime",
    "playtones",
    "return",
    "sayalpha",
    "saydigits",
    "sendtext",
    "set",
    "startmusiconhold",
    "transfer",
    "tryexec",
  ].map((name) => [name, 0] as const),
  ["log", 1],
  ["verbose", 1],
  ["mixmonitor", 2],
]);

/** Applications that take several arguments: a lone one with commas in it is a mistake. */
const TAKES_SEVERAL: ReadonlySet<string> = new Set([
  "addqueuemember",
  "agi",
  "amd",
  "background",
  "bridge",
  "confbridge",
  "confkick",
  "controlplayback",
  "dial",
  "eagi",
  "gosub",
  "goto",
  "mixmonitor",
  "mset",
  "musiconhold",
  "originate",
  "page",
  "pausequeuemember",
  "playback",
  "queue",
  "read",
  "record",
  "removequeuemember",
  "retrydial",
  "sayunixtime",
  "senddtmf",
  "unpausequeuemember",
  "voicemail",
  "voicemailmain",
  "waitexten",
]);

/**
 * Writes arguments as the one options text of an application, so that each arrives as it is given.
 *
 * @throws {TypeError} If `Goto` gets a comma within one of several arguments: it has no escape.
 */
export function joinAppArguments(application: string, args: readonly (string | number)[]): string {
  const name = application.toLowerCase();
  if (name === "goto" && args.length > 1) checkPlaces(args);
  const literalFrom = SPLITS_BEFORE_TEXT.get(name) ?? Infinity;
  return args.map((argument, index) =>
    index >= literalFrom ? `${argument}` : escapeArgument(`${argument}`)
  ).join(",");
}

/** What to say of a lone argument that looks like several; `undefined` if it does not. */
export function loneArgumentWarning(
  application: string,
  args: readonly (string | number)[],
): string | undefined {
  const [argument] = args;
  if (args.length !== 1 || !`${argument}`.includes(",")) return undefined;
  const name = application.toLowerCase();
  if (!TAKES_SEVERAL.has(name)) return undefined;
  return `exec("${application}", "a,b") passes one argument with a comma in it; ` +
    `write exec("${application}", "a", "b") for two, ` +
    `or execRaw("${application}", "a,b") to send the text as it is`;
}

/** Writes an argument so that Asterisk's splitter gives back exactly this text. */
export function escapeArgument(text: string): string {
  return text.replaceAll(hasLoneBracket(text) ? /[\\",()[\]]/g : /[\\",]/g, "\\$&");
}

function checkPlaces(args: readonly (string | number)[]): void {
  const bad = args.find((argument) => `${argument}`.includes(","));
  if (bad === undefined) return;
  throw new TypeError(
    `Cannot use ${quoteMasked(`${bad}`)} as an argument of Goto: it must not hold a comma`,
  );
}
