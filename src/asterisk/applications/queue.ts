import type { Call } from "../call.ts";
import {
  type ApplicationModel,
  type ApplicationOutcome,
  duration,
  idle,
  setVariables,
} from "./model.ts";
import { splitArguments } from "../functions/split_arguments.ts";
import { optionOf } from "./option_of.ts";
import { STATUSES } from "./statuses.ts";

/** The default durations of waiting for an agent and of talking, in milliseconds. */
const WAITS = 1000;
const TALKS = 10_000;

/** The time that a caller waits without a timeout, in milliseconds. */
const PATIENCE = 60_000;

/** Outcomes of a caller that does not enter the queue. */
const REFUSED: ReadonlySet<string> = new Set(["FULL", "JOINEMPTY", "JOINUNAVAIL", "UNKNOWN"]);

/** `Queue`: by default no agent answers. */
export const QUEUE: ApplicationModel = {
  name: "Queue",
  statuses: STATUSES.Queue,
  run: queue,
};

async function queue(call: Call, options: string, outcome: ApplicationOutcome): Promise<number> {
  const [name = "", letters = "", , , seconds = ""] = splitArguments(options, { most: 9 });
  if (name === "") return -1;
  const { status = "TIMEOUT" } = outcome;
  call.world.variables.delete("ABANDONED");
  setVariables(call, EMPTY);
  if (REFUSED.has(status)) {
    setVariables(call, { QUEUESTATUS: status });
    return 0;
  }
  const timeout = parseInt(seconds) * 1000 || PATIENCE;
  const after = Math.min(outcome.after ?? (status === "TIMEOUT" ? timeout : WAITS), timeout);
  const begun = call.now;
  const stayed = await idle(call, after);
  const waited = call.now - begun;
  setTimes(call, { QUEUEWAIT: waited });
  setVariables(call, { QUEUEPOSITION: 1 });
  if (stayed && status === "CONTINUE") return await talk(call, { letters, outcome, waited });
  setTimes(call, { ANSWEREDTIME: 0, DIALEDTIME: waited });
  setVariables(call, { ABANDONED: "TRUE" });
  if (!stayed) return -1;
  setVariables(call, { QUEUESTATUS: status });
  return 0;
}

const EMPTY: Readonly<Record<string, string>> = Object.fromEntries(
  ["QUEUEWAIT", "QUEUEWAIT_MS", "ANSWEREDTIME", "ANSWEREDTIME_MS", "DIALEDTIME", "DIALEDTIME_MS"]
    .map((name) => [name, ""]),
);

/** Sets the times; Asterisk 16 does not set them. */
function setTimes(call: Call, times: Readonly<Record<string, number>>): void {
  if (/^16\./.test(call.world.version)) return;
  for (const [name, time] of Object.entries(times)) setVariables(call, duration(name, time));
}

/** Talks with the agent. Afterwards only the option `c` sets a status. */
async function talk(
  call: Call,
  { letters, outcome, waited }: { letters: string; outcome: ApplicationOutcome; waited: number },
): Promise<number> {
  const begun = call.now;
  await idle(call, outcome.duration ?? TALKS);
  const talked = call.now - begun;
  setTimes(call, { ANSWEREDTIME: talked, DIALEDTIME: waited + talked });
  if (optionOf(letters, "c") === undefined) return -1;
  setVariables(call, { QUEUESTATUS: "CONTINUE" });
  return 0;
}
