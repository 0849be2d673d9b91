import type { Command } from "../command.ts";
import { encodeText, quoteMasked } from "../protocol/text.ts";
import { readDone } from "./_read.ts";

/** Asterisk cuts a longer caller id. */
const MAX_CALLERID_BYTES = 255;

/**
 * Sets the caller's number and name. What is no number becomes the name; a part that is not given
 * becomes empty.
 *
 * Sends `SET CALLERID callerid`. To change only one part set the variable `CALLERID(num)` or
 * `CALLERID(name)`.
 *
 * @param callerid `5551234`, `Jane <5551234>`, or `"Jane Doe" <5551234>`.
 * @throws {RangeError} If it has more than 255 bytes.
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
      `Cannot use ${quoteMasked(callerid)} as callerid: it has ${length} bytes, and may have ` +
        `${MAX_CALLERID_BYTES} at most`,
    );
  }
  return {
    verb: "SET CALLERID",
    args: [callerid],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}
