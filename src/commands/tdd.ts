import type { Command } from "../command.ts";
import { checkOneOf } from "./_check.ts";
import { readYes } from "./_read.ts";

/** The modes of {@linkcode tddMode}. */
export const TDD_MODES = ["on", "off", "mate", "tdd"] as const;

/** A mode of {@linkcode tddMode}. Asterisk does not document `"mate"` and `"tdd"`. */
export type TddMode = typeof TDD_MODES[number];

/**
 * Switches TDD (text telephone) mode on or off. Returns whether the channel supports it; most do
 * not.
 *
 * Sends `TDD MODE mode`.
 *
 * @throws {TypeError} If `mode` is not one of {@linkcode TDD_MODES}.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   if (await channel.tddMode("on")) await channel.sendText("Welcome");
 * };
 * ```
 */
export function tddMode(mode: TddMode): Command<boolean> {
  return {
    verb: "TDD MODE",
    args: [checkOneOf("mode", mode, TDD_MODES)],
    allowedOnDeadChannel: false,
    parse: readYes,
  };
}
