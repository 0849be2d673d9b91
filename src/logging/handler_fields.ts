import type { LogLine } from "../events.ts";
import type { Fields } from "./format_line.ts";

/** The names that the log itself uses in a line of a handler. */
const OWN = new Set([
  ...["time", "level", "message", "from", "worker", "call", "peer", "channel", "uniqueid"],
  ...["script", "route", "others"],
]);

/** The fields of a handler's line under names that cannot be taken for those of the log itself. */
export function handlerFields({ fields }: Pick<LogLine, "fields">): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [OWN.has(name) ? `${name}_` : name, value]),
  );
}
