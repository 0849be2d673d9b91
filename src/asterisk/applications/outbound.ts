import type { Call } from "../call.ts";
import { type ApplicationModel, type ApplicationOutcome, idle, setVariables } from "./model.ts";
import { splitArguments } from "../functions/split_arguments.ts";
import { optionOf } from "./option_of.ts";
import { STATUSES } from "./statuses.ts";

/** The default time until the answer, in milliseconds. */
const RINGS = 1000;

/** The default duration of the machine detection, in milliseconds. */
const LISTENS = 2000;

/** `Originate`: by default the call is answered. It works on dead channels. */
export const ORIGINATE: ApplicationModel = {
  name: "Originate",
  statuses: STATUSES.Originate,
  run: originate,
};

async function originate(
  call: Call,
  options: string,
  { status = "SUCCESS", after = RINGS }: ApplicationOutcome,
): Promise<number> {
  const args = splitArguments(options, { most: 7 });
  if (args.length < 3 || !/^(app|exten)$/i.test(args[1] ?? "")) {
    setVariables(call, { ORIGINATE_STATUS: "FAILED" });
    return -1;
  }
  if (optionOf(args[6] ?? "", "a") === undefined) {
    await call.wait({ deadline: call.now + after });
  }
  setVariables(call, { ORIGINATE_STATUS: status });
  return 0;
}

/** `Transfer`: succeeds by default. */
export const TRANSFER: ApplicationModel = {
  name: "Transfer",
  statuses: STATUSES.Transfer,
  run(call, options, { status = "SUCCESS", cause = 0 }) {
    setVariables(call, {
      TRANSFERSTATUS: options === "" ? "FAILURE" : status,
      TRANSFERSTATUSPROTOCOL: cause,
    });
    return 0;
  },
};

/** The value of `AMDCAUSE` for each status. */
const CAUSES: Readonly<Record<string, string>> = {
  HUMAN: "HUMAN-800-800",
  MACHINE: "LONGGREETING-1500-1500",
  NOTSURE: "TOOLONG-5000",
};

/** `AMD`: detects a person by default. */
export const AMD: ApplicationModel = {
  name: "AMD",
  statuses: STATUSES.AMD,
  async run(call, _options, { status = "HUMAN", after = LISTENS }) {
    const stayed = await idle(call, after);
    const result = stayed ? status : "HANGUP";
    setVariables(call, { AMDSTATUS: result, AMDCAUSE: CAUSES[result] ?? "" });
    return 0;
  },
};
