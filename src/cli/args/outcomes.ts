import type { ApplicationOutcome } from "../../testing/applications/model.ts";
import { MODELS } from "../../testing/applications/models.ts";

/** The milliseconds of each unit. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Ends after which two talk, or the caller records: a time is how long that takes. */
const TALKS: ReadonlySet<string> = new Set(["ANSWER", "CONTINUE", "SUCCESS"]);

/** The ends of applications by their names, as `--app Dial=ANSWER:12s` gives them; or the text that is wrong. */
export function readOutcomes(
  texts: readonly string[],
): Record<string, ApplicationOutcome[]> | string {
  const outcomes = new Map<string, ApplicationOutcome[]>();
  for (const text of texts) {
    const [, name = "", status = "", number, unit = "s"] =
      /^(\w+)=([A-Z]+)(?::(\d{1,6}(?:\.\d+)?)(ms|s|m)?)?$/.exec(text) ?? [];
    const model = MODELS.get(name.toLowerCase());
    if (model === undefined || !model.statuses.includes(status)) return text;
    const time = number === undefined ? undefined : Number(number) * (UNITS[unit] ?? 1000);
    const part = TALKS.has(status) && model.name !== "Originate" ? "duration" : "after";
    const ends = outcomes.get(model.name) ?? [];
    ends.push({ status, ...time !== undefined && { [part]: time } });
    outcomes.set(model.name, ends);
  }
  return Object.fromEntries(outcomes);
}

/** What an `--app` can be, for a message. */
export function outcomesHelp(text: string): string {
  const model = MODELS.get(text.replace(/=.*/s, "").toLowerCase());
  if (model === undefined) {
    return `NAME=STATUS[:TIME] of ${Array.from(MODELS.values(), ({ name }) => name).join(" or ")}`;
  }
  return `${model.name}=STATUS[:TIME] with ${model.statuses.join(" or ") || "no status"}`;
}
