import type { Call } from "./call.ts";

/** The length of files that a `SAY` command plays, in samples; `undefined` if it is not known. */
export function saidLength(
  { world, channel }: Call,
  files: readonly string[],
): number | undefined {
  return files.length === 0 ? undefined : world.said?.(files, channel.identity.language);
}

/** Whether the channel's language has the numbers, dates and times of English. */
export function isEnglish({ channel }: Call): boolean {
  return /^en(?:_|$)/.test(channel.identity.language);
}

/** Makes a function that adds the lengths of files up; `undefined` if one of them is missing. */
export function lengthOfAll(
  lengthOf: (name: string, language: string) => number | undefined,
): (files: readonly string[], language: string) => number | undefined {
  return (files, language) => {
    let sum = 0;
    for (const file of files) {
      const length = lengthOf(file, language);
      if (length === undefined) return undefined;
      sum += length;
    }
    return sum;
  };
}
