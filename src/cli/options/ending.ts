import type { ApplicationOutcome } from "../../asterisk/applications/model.ts";
import { MODELS } from "../../asterisk/applications/models.ts";

/** How one run of a dialplan application ends. */
export interface Ending {
  /** The application, as the dialplan writes it. */
  readonly application: string;
  readonly outcome: ApplicationOutcome;
}

/** The milliseconds of each unit. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Statuses after which two talk, or the caller records: a time is how long that takes. */
const TALKS: ReadonlySet<string> = new Set(["ANSWER", "CONTINUE", "SUCCESS"]);

/** The endings there are, for a message. */
export const ENDINGS: string = `NAME=STATUS[:TIME] with ${
  Array.from(MODELS.values(), ({ name, statuses }) => [name, statuses] as const)
    .filter(([, statuses]) => statuses.length > 0)
    .map(([name, statuses]) => `${name}=${statuses.join("|")}`).join(", ")
}`;

/** Reads an ending such as `Dial=ANSWER:12s`; `undefined` if it is not one. */
export function readEnding(text: string): Ending | undefined {
  const [, name = "", status = "", number, unit = "s"] =
    /^(\w+)=([A-Z]+)(?::(\d{1,6}(?:\.\d+)?)(ms|s|m)?)?$/.exec(text) ?? [];
  const model = MODELS.get(name.toLowerCase());
  if (model === undefined || !model.statuses.includes(status)) return undefined;
  const time = number === undefined ? undefined : Number(number) * (UNITS[unit] ?? 1000);
  const part = TALKS.has(status) && model.name !== "Originate" ? "duration" : "after";
  const outcome = { status, ...time !== undefined && { [part]: time } };
  return { application: model.name, outcome };
}
