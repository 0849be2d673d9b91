import { STATUSES } from "../../asterisk/applications/statuses.ts";

/** How one run of a dialplan application ends. */
export interface Ending {
  /** The application, as the dialplan writes it. */
  readonly application: string;
  readonly outcome: {
    readonly status: string;
    readonly after?: number;
    readonly duration?: number;
  };
}

/** The applications that have a status. */
const APPLICATIONS: readonly (readonly [name: string, statuses: readonly string[]])[] = Object
  .entries(STATUSES).filter(([, statuses]) => statuses.length > 0);

/** The milliseconds of each unit. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Statuses after which two talk, or the caller records: a time is how long that takes. */
const TALKS: ReadonlySet<string> = new Set(["ANSWER", "CONTINUE", "SUCCESS"]);

/** The endings there are, for a message. */
export function endings(): string {
  const known = APPLICATIONS.map(([name, statuses]) => `${name}=${statuses.join("|")}`);
  return `NAME=STATUS[:TIME] with ${known.join(", ")}`;
}

/** Reads an ending such as `Dial=ANSWER:12s`; `undefined` if it is not one. */
export function readEnding(text: string): Ending | undefined {
  const [, typed = "", status = "", number, unit = "s"] =
    /^(\w+)=([A-Z]+)(?::(\d{1,6}(?:\.\d+)?)(ms|s|m)?)?$/.exec(text) ?? [];
  const [application, statuses] =
    APPLICATIONS.find(([name]) => name.toLowerCase() === typed.toLowerCase()) ?? [];
  if (application === undefined || !statuses?.includes(status)) return undefined;
  const time = number === undefined ? undefined : Number(number) * (UNITS[unit] ?? 1000);
  const part = TALKS.has(status) && application !== "Originate" ? "duration" : "after";
  return { application, outcome: { status, ...time !== undefined && { [part]: time } } };
}
