import type { CallInfo } from "../events.ts";
import { clipField, type Fields } from "./format_line.ts";

/** What a line of the log says of the call that it belongs to. */
export function callFields({ id, peer, channel, uniqueId, script }: CallInfo): Fields {
  return uniqueId === "" && channel === "" ? { call: id, peer } : {
    call: id,
    peer,
    channel: clipField(channel),
    uniqueid: clipField(uniqueId),
    script: clipField(script),
  };
}
