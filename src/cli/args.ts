import { readDial } from "./args/dial.ts";
import type { Invocation } from "./args/invocation.ts";
import { readReplay } from "./args/replay.ts";
import { readRun } from "./args/run.ts";
import { readServe } from "./args/serve.ts";

export type * from "./args/invocation.ts";

/** Reads the arguments of the program. It reads no file and never throws. */
export function readInvocation(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv;
  switch (first) {
    case undefined:
      return invalid("Cannot start: name a handler file or a subcommand");
    case "-h":
    case "--help":
      return { kind: "help", topic: "tipring" };
    case "-V":
    case "--version":
      return { kind: "version" };
    case "run":
      return readRun(rest);
    case "serve":
      return readServe(rest);
    case "dial":
      return readDial(rest);
    case "replay":
      return readReplay(rest);
    default:
      return first.startsWith("-") ? invalid(`Cannot use ${first}: no such option`) : readRun(argv);
  }
}

function invalid(message: string): Invocation {
  return { kind: "invalid", topic: "tipring", message };
}
