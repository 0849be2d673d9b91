import type { Call } from "../call.ts";
import { setVariables } from "./model.ts";
import { splitArguments } from "../functions/split_arguments.ts";
import { optionOf } from "./option_of.ts";

/** Asterisk's folder for recordings without an absolute path. */
const SPOOL = "/var/spool/asterisk/monitor";

/** `MixMonitor`: records in the background, and returns an id even if it cannot write the file. */
export function mixMonitor(call: Call, options: string): number {
  const [name = "", letters = ""] = splitArguments(options, { most: 3 });
  if (name === "") return -1;
  const path = name.startsWith("/") ? name : `${SPOOL}/${name}`;
  setVariables(call, { MIXMONITOR_FILENAME: path });
  const id = optionOf(letters, "i");
  if (id) setVariables(call, { [id]: "0x7f0000000001" });
  return 0;
}
