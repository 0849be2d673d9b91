import type { Call } from "../call.ts";
import { type ApplicationModel, type ApplicationOutcome, idle, setVariables } from "./model.ts";
import { splitArguments } from "../functions/split_arguments.ts";
import { STATUSES } from "./statuses.ts";

/** The default duration of a bridge, in milliseconds. */
const TALKS = 10_000;

/** `ConfBridge`: by default the caller stays until hanging up. */
export const CONF_BRIDGE: ApplicationModel = {
  name: "ConfBridge",
  statuses: STATUSES.ConfBridge,
  run: confBridge,
};

async function confBridge(
  call: Call,
  options: string,
  { status = "HANGUP", after = TALKS }: ApplicationOutcome,
): Promise<number> {
  const [conference = ""] = splitArguments(options, { most: 4 });
  if (status === "FAILED" || conference === "") {
    setVariables(call, { CONFBRIDGE_RESULT: "FAILED" });
    return -1;
  }
  const stayed = await idle(call, status === "HANGUP" ? Infinity : after);
  setVariables(call, { CONFBRIDGE_RESULT: stayed ? status : "HANGUP" });
  return 0;
}

/** `Page`: by default the caller stays until hanging up. */
export const PAGE: ApplicationModel = {
  name: "Page",
  statuses: STATUSES.Page,
  run: async (call, _options, { after = Infinity }) => await idle(call, after) ? 0 : -1,
};

/** `Bridge`: connects to one of the other channels. */
export const BRIDGE: ApplicationModel = {
  name: "Bridge",
  statuses: STATUSES.Bridge,
  run: bridge,
};

async function bridge(
  call: Call,
  options: string,
  { status, duration = TALKS }: ApplicationOutcome,
): Promise<number> {
  const [other = ""] = splitArguments(options, { most: 2 });
  const found = other === call.channel.name
    ? "LOOP"
    : call.world.channels.has(other)
    ? "SUCCESS"
    : "NONEXISTENT";
  const result = status ?? found;
  const stayed = result !== "SUCCESS" || await idle(call, duration);
  setVariables(call, { BRIDGERESULT: result });
  return stayed ? 0 : -1;
}
