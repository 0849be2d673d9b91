import { wordsOf } from "../../src/cli/console/sounds/words_of.ts";
import type { StepOf } from "./exchange.ts";

/** What the caller hears in a sound if that is known, else its name. */
export function saidIn({ sound, text, spoken }: StepOf<"sound">): string {
  if (sound !== "file") return `says ${sound} ${text}`;
  return spoken === wordsOf(text) ? text : `“${spoken}”`;
}
