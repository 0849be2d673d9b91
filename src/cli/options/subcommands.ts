import { CHECK } from "../check/options.ts";
import { COMPLETIONS } from "../completions/options.ts";
import { DEV } from "../dev/options.ts";
import { DIAL } from "../dial/options.ts";
import { INIT } from "../init/options.ts";
import { REPLAY } from "../replay/options.ts";
import { ROUTES } from "../routes/options.ts";
import { RUN } from "../run/options.ts";
import { SERVE } from "../serve/options.ts";
import type { Subcommand } from "./subcommand.ts";
import type { SubcommandName } from "./usage.ts";

/** All subcommands. */
export const SUBCOMMANDS: Readonly<Record<SubcommandName, Subcommand>> = {
  run: RUN,
  serve: SERVE,
  dev: DEV,
  dial: DIAL,
  replay: REPLAY,
  check: CHECK,
  routes: ROUTES,
  init: INIT,
  completions: COMPLETIONS,
};
