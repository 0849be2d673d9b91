import { SUBCOMMANDS } from "../options/subcommands.ts";
import { nameOf, type Row } from "../options/table.ts";
import { SUBCOMMAND_NAMES } from "../options/usage.ts";
import { SHELLS } from "./options.ts";

/** What can be typed at a place: one of some words, the name of a file or a folder, or anything. */
export type Completion = readonly string[] | "file" | "folder" | "any";

/** An option, to be completed. */
export interface CompletedOption {
  /** Without `--`. */
  readonly name: string;
  readonly help: string;
  /** Its value; `undefined` if it has none. */
  readonly value: Completion | undefined;
  readonly many: boolean;
}

/** A subcommand, to be completed. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What is not an option. */
  readonly words: Completion;
}

/** All subcommands, with their options. */
export function completedCommands(): readonly CompletedCommand[] {
  return SUBCOMMAND_NAMES.map((name) => {
    const { summary, options = {} } = SUBCOMMANDS[name];
    return {
      name,
      summary,
      options: [
        ...Object.entries(options).map(([key, row]) => completedOption(nameOf(key, row), row)),
        { name: "help", help: "show this help", value: undefined, many: false },
      ],
      words: name === "completions" ? SHELLS : name === "init" ? "folder" : "file",
    };
  });
}

function completedOption(name: string, row: Row): CompletedOption {
  return { name, help: row.help, value: valueOf(row), many: row.many ?? false };
}

function valueOf({ kind, of, placeholder }: Row): Completion | undefined {
  if (kind === "flag") return undefined;
  if (of !== undefined) return of;
  return placeholder === "FILE" ? "file" : placeholder === "DIR" ? "folder" : "any";
}
