import type { Command } from "../command.ts";
import { failed, readYes } from "./_read.ts";

/** Creates a command for the channel's speech object. Asterisk returns 0 if there is none. */
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
