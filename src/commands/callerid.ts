import type { Command } from "../command.ts";
import { encodeText } from "../protocol/text.ts";
import { readDone } from "./_read.ts";

/** Asterisk truncates a longer caller ID. */
const MAX_CALLERID_BYTES = 255;

/**
 * Sets the caller's number and name. Text that is not a number becomes the name; an omitted part
 * becomes empty.
 *
 * Sends `SET CALLERID callerid`. To change only one part, set the variable `CALLERID(num)` or
 * `CALLERID(name)`.
 *
 * @param callerid `5551234`, `Jane <5551234>`, or `"Jane Doe" <5551234>`.
 * @throws {RangeError} If it exceeds 255 bytes.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.setCallerid('"Jane Doe" <5551234>');
 * };
 * ```
 */
export function setCallerid(callerid: string): Command<void> {
  const { length } = encodeText(callerid);
  if (length > MAX_CALLERID_BYTES) {
    throw new RangeError(
      `Invalid callerid of ${length} bytes: must be at most ${MAX_CALLERID_BYTES} bytes`,
    );
  }
  return {
    verb: "SET CALLERID",
    args: [callerid],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}
