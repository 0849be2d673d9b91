import { type CheckInvocation, readCheck } from "../check/options.ts";
import { type CompletionsInvocation, readCompletions } from "../completions/options.ts";
import { type DevInvocation, readDev } from "../dev/options.ts";
import { type DialInvocation, readDial } from "../dial/options.ts";
import { type InitInvocation, readInit } from "../init/options.ts";
import { readReplay, type ReplayInvocation } from "../replay/options.ts";
import { readRoutes, type RoutesInvocation } from "../routes/options.ts";
import { readRun, type RunInvocation } from "../run/options.ts";
import { readServe, type ServeInvocation } from "../serve/options.ts";
import { closestName, didYouMean } from "./closest.ts";
import {
  type HelpInvocation,
  invalid,
  type InvalidInvocation,
  SUBCOMMAND_NAMES,
  type SubcommandName,
} from "./usage.ts";

/** What the arguments of the program ask for. */
export type Invocation =
  | HelpInvocation
  | { readonly kind: "version" }
  | InvalidInvocation
  | RunInvocation
  | ServeInvocation
  | DevInvocation
  | DialInvocation
  | ReplayInvocation
  | CheckInvocation
  | RoutesInvocation
  | InitInvocation
  | CompletionsInvocation;

const READERS: Readonly<Record<SubcommandName, (argv: readonly string[]) => Invocation>> = {
  run: readRun,
  serve: readServe,
  dev: readDev,
  dial: readDial,
  replay: readReplay,
  check: readCheck,
  routes: readRoutes,
  init: readInit,
  completions: readCompletions,
};

/** Reads the arguments of the program. It reads no file and never throws. */
export function readInvocation(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv;
  if (first === undefined) return invalid("tipring", "No handler file or subcommand given");
  if (first === "-h" || first === "--help") return { kind: "help", topic: "tipring" };
  if (first === "-V" || first === "--version") return { kind: "version" };
  if (first.startsWith("-")) {
    const hint = didYouMean(first, ["--help", "--version"]);
    return invalid("tipring", `Unknown option ${first}${hint}`);
  }
  const subcommand = SUBCOMMAND_NAMES.find((name) => name === first);
  if (subcommand !== undefined) return READERS[subcommand](rest);
  if (first === "help" || first === "version") {
    return invalid("tipring", `Unknown subcommand "${first}" (did you mean --${first}?)`);
  }
  const meant = /[./]/.test(first) ? undefined : closestName(first, SUBCOMMAND_NAMES);
  if (meant === undefined) return readRun(argv);
  return invalid(
    "tipring",
    `Unknown subcommand ${JSON.stringify(first)} ` +
      `(did you mean ${meant}? a handler file of that name is ./${first})`,
  );
}
