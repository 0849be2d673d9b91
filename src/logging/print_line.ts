import type { LogLine } from "../events.ts";
import { type Fields, formatLine } from "./format_line.ts";
import { handlerFields } from "./handler_fields.ts";

/**
 * Writes a line of a handler to standard error, as `tipring serve` does.
 *
 * @param call What the line says of its call.
 */
export function printLine(line: LogLine, call: Fields): void {
  const { level, message, others } = line;
  const fields = { ...call, ...handlerFields(line), others };
  const levelName = level.toUpperCase();
  console.error(formatLine({ datetime: new Date(), levelName, msg: message, fields }, "text"));
}
