import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { completedCommands } from "./model.ts";
import type { Shell } from "./options.ts";
import { zshCompletions } from "./zsh.ts";

const WRITERS = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions };

/** A script for a shell, made of the tables that the parser and the help are made of. */
export function completionsFor(shell: Shell): string {
  return WRITERS[shell](completedCommands());
}
