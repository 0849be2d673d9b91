import { parseArguments } from "../options/parse.ts";
import type { Subcommand } from "../options/subcommand.ts";
import type { OptionsOf } from "../options/table.ts";
import { type HelpInvocation, invalid, type InvalidInvocation } from "../options/usage.ts";

/** The options of `tipring replay`. A new one is a row here. */
export const REPLAY_OPTIONS = {
  timeout: {
    kind: "seconds",
    min: 0.001,
    max: 86_400,
    default: 30,
    help: "time that the handler may take for each command",
  },
  statusVariable: {
    kind: "variable",
    name: "status-variable",
    help: "the one of tipring serve, which sets it at the end of each call",
  },
  testFile: {
    kind: "text",
    name: "to-test",
    what: "a file",
    placeholder: "FILE",
    help: "write a test with simulateCall that makes the same call, to edit and keep",
  },
} as const;

/** `tipring replay`, with its options. */
export interface ReplayInvocation extends OptionsOf<typeof REPLAY_OPTIONS> {
  readonly kind: "replay";
  /** A recording, or a folder of recordings. */
  readonly recording: string;
  readonly file: string;
}

/** The help of `tipring replay`. */
export const REPLAY: Subcommand = {
  summary: "run a handler against a recorded call",
  usage: ["replay RECORDING HANDLER.ts [OPTIONS]", "replay DIR HANDLER.ts [OPTIONS]"],
  about: "Plays Asterisk's side of a recorded call to a handler, and compares its commands.",
  details: `\
A recording is a file written by "tipring serve --record" or "tipring dial
--record". Commands are equal if their words are equal, however they are quoted.
It shows the first difference. DIR is a folder of recordings (*.txt); those of
calls for other paths are skipped.`,
  options: REPLAY_OPTIONS,
  notes: `\
The exit status is 0 without a difference, 1 with one, and 2 for invalid
arguments.`,
};

/** Reads the arguments of `tipring replay`. */
export function readReplay(
  argv: readonly string[],
): ReplayInvocation | HelpInvocation | InvalidInvocation {
  const parsed = parseArguments(argv, "replay", REPLAY_OPTIONS);
  if (parsed.kind !== "parsed") return parsed;
  const { words: [recording, file, more], options } = parsed;
  if (!recording || !file) {
    return invalid("replay", "No recording and handler file given");
  }
  if (more !== undefined) {
    return invalid(
      "replay",
      `Unexpected argument ${JSON.stringify(more)}: the recording holds the call's arguments`,
    );
  }
  return { kind: "replay", ...options, recording, file };
}
