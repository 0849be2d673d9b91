import type { Command } from "../command.ts";
import { failed, readYes } from "./_read.ts";

/** A command for the speech object of the channel, which answers 0 where it has none. */
export function speech(verb: string, args: readonly string[]): Command<void> {
  return {
    verb,
    args,
    allowedOnDeadChannel: false,
    parse(reply) {
      if (!readYes(reply)) {
        throw failed(
          "the engine refused it, or the channel has no speech object (see speechCreate)",
        );
      }
    },
  };
}
