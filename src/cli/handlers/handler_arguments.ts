import { parseArguments } from "../options/parse.ts";
import type { OptionsOf, OptionTable } from "../options/table.ts";
import type { HelpInvocation, InvalidInvocation, SubcommandName } from "../options/usage.ts";
import { type HandlerWord, readHandlerWords } from "./handler_words.ts";

/** The arguments of a subcommand that takes handlers. */
export type HandlerArguments<Name, Options extends OptionTable> = OptionsOf<Options> & {
  readonly kind: Name;
  readonly handlers: readonly HandlerWord[];
};

/** Reads the arguments of a subcommand that takes `[PATTERN=]FILE...` and the option `--default`. */
export function readHandlerArguments<Name extends SubcommandName, Options extends OptionTable>(
  argv: readonly string[],
  kind: Name,
  table: Options,
): HandlerArguments<Name, Options> | HelpInvocation | InvalidInvocation {
  const parsed = parseArguments(argv, kind, table);
  if (parsed.kind !== "parsed") return parsed;
  const { words, options } = parsed;
  const { defaultFile } = options as { readonly defaultFile?: string };
  const handlers = readHandlerWords(words, kind, defaultFile);
  return "kind" in handlers ? handlers : { ...options, kind, handlers };
}
