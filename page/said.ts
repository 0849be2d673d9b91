import type { StepOf } from "./exchange.ts";

/** What the caller hears in a sound if that is known, else its name. */
export function saidIn({ sound, text, spoken }: StepOf<"sound">): string {
  if (sound !== "file") return `says ${sound} ${text}`;
  return spoken === wordsOf(text) ? text : `“${spoken}”`;
}

/** A name as the server makes words of it, where a sound has no text. */
function wordsOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replaceAll(/[-_]+/g, " ").trim() || "sound";
}
