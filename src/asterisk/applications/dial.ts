import type { Call } from "../call.ts";
import { NORMAL_CLEARING } from "../simulated_channel.ts";
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

/** The default durations of ringing and talking, in milliseconds. */
const RINGS = 1000;
const TALKS = 10_000;

/** The duration of ringing without an answer and without a timeout, in milliseconds. */
const PATIENCE = 30_000;

/** `HANGUPCAUSE` after a busy call. */
const BUSY = 17;

/** The variables that it resets at its start. */
const VARIABLES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "DIALSTATUS",
    "DIALEDPEERNAME",
    "DIALEDPEERNUMBER",
    "ANSWEREDTIME",
    "ANSWEREDTIME_MS",
    "DIALEDTIME",
    "DIALEDTIME_MS",
    "RINGTIME",
    "RINGTIME_MS",
    "PROGRESSTIME",
    "PROGRESSTIME_MS",
  ].map((name) => [name, ""]),
);

/** `Dial`: by default no destination answers. */
export const DIAL_MODEL: ApplicationModel = {
  name: "Dial",
  statuses: STATUSES.Dial,
  run: dial,
};

async function dial(call: Call, options: string, outcome: ApplicationOutcome): Promise<number> {
  const [destinations = "", seconds = "", letters = ""] = splitArguments(options, { most: 4 });
  const timeout = (parseFloat(seconds) || Infinity) * 1000;
  setVariables(call, VARIABLES);
  const { status = destinations === "" ? "CHANUNAVAIL" : "NOANSWER" } = outcome;
  if (status === "INVALIDARGS") return end(call, status, -1);
  if (call.dead) return end(call, "CANCEL", -1);
  const after = outcome.after ?? defaultAfter(status, timeout);
  if (!await idle(call, Math.min(after, timeout))) return end(call, "CANCEL", -1);
  if (status === "ANSWER" && after <= timeout) {
    return await talk(call, destinations, { letters, outcome, rang: after });
  }
  call.channel.hangupCause = outcome.cause ?? (status === "BUSY" ? BUSY : 0);
  return end(call, after <= timeout ? status : "NOANSWER", status === "CANCEL" ? -1 : 0);
}

async function talk(
  call: Call,
  destinations: string,
  { letters, outcome, rang }: { letters: string; outcome: ApplicationOutcome; rang: number },
): Promise<number> {
  const [first = ""] = destinations.split("&");
  setVariables(call, {
    DIALEDPEERNAME: `${first.replace(/\/n$/, "")}-00000001${
      first.startsWith("Local/") ? ";1" : ""
    }`,
    DIALEDPEERNUMBER: first.slice(first.indexOf("/") + 1),
  });
  call.channel.up = true;
  call.channel.hangupCause = NORMAL_CLEARING;
  const begun = call.now;
  const limit = Math.min(
    Number(optionOf(letters, "S") || Infinity) * 1000,
    parseFloat(optionOf(letters, "L") || "Infinity"),
  );
  const stayed = await idle(call, Math.min(outcome.duration ?? TALKS, limit));
  const talked = call.now - begun;
  setVariables(call, {
    ...duration("ANSWEREDTIME", talked),
    ...duration("DIALEDTIME", rang + talked),
  });
  call.channel.hangupCause = outcome.cause ?? NORMAL_CLEARING;
  return end(call, "ANSWER", stayed && optionOf(letters, "g") !== undefined ? 0 : -1);
}

function defaultAfter(status: string, timeout: number): number {
  if (status !== "NOANSWER") return status === "CHANUNAVAIL" ? 0 : RINGS;
  return timeout === Infinity ? PATIENCE : timeout;
}

function end(call: Call, status: string, returned: number): number {
  setVariables(call, { DIALSTATUS: status });
  return returned;
}
