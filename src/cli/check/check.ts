import { escapeControls } from "../../protocol/text.ts";
import { handlerPaths } from "../handlers/handler_paths.ts";
import { inspectHandlers } from "../handlers/inspect_handlers.ts";
import { closestName } from "../options/closest.ts";
import { guardExit } from "../serve/guard_exit.ts";
import { stdoutWriter } from "../stdout_writer.ts";
import { checkTypes } from "./check_types.ts";
import { localFiles } from "./local_files.ts";
import type { CheckInvocation } from "./options.ts";
import { SoundFiles } from "./sound_files.ts";
import { soundNames } from "./sound_names.ts";

/**
 * `tipring check`: reports what is wrong with handlers. Returns the exit status: 0 if nothing is.
 *
 * @throws {Error} If loading takes too long, or a folder of sounds cannot be read.
 */
export async function checkHandlers(invocation: CheckInvocation): Promise<number> {
  const print = stdoutWriter();
  using _exit = guardExit();
  const sounds = invocation.sounds.length > 0 ? new SoundFiles(invocation.sounds) : undefined;
  const { routes, fallback, problems: clashes } = await inspectHandlers(invocation);
  const paths = await handlerPaths(invocation);
  const types = await checkTypes(paths, invocation.configFile);
  const missing = sounds === undefined ? undefined : await missingSounds(paths, sounds);
  const problems = [...clashes, ...types.problems, ...missing?.problems ?? []];
  for (const problem of problems) console.error(escapeControls(shortened(problem)));
  const { unchecked } = types;
  if (unchecked !== undefined) console.error(escapeControls(`Types not checked: ${unchecked}`));
  const count = routes.length + (fallback === undefined ? 0 : 1);
  // What keeps a handler from loading keeps Deno from reading it, and is counted already.
  const wrong = problems.length + (types.failed && clashes.length === 0 ? 1 : 0);
  print([
    `${count} ${count === 1 ? "handler" : "handlers"} loaded`,
    unchecked === undefined ? "types checked" : "types not checked",
    ...missing === undefined ? [] : [`${missing.count} sounds looked up`],
    wrong === 1 ? "1 problem" : `${wrong} problems`,
  ].join(", "));
  return wrong === 0 ? 0 : 1;
}

async function missingSounds(
  paths: readonly string[],
  sounds: SoundFiles,
): Promise<{ count: number; problems: readonly string[] }> {
  let count = 0;
  const problems: string[] = [];
  for (const { path, tokens } of await localFiles(paths)) {
    for (const { name, line, column } of soundNames(tokens)) {
      count++;
      if (sounds.has(name)) continue;
      const meant = closestName(name, sounds.near(name));
      const hint = meant === undefined ? "" : ` (did you mean ${JSON.stringify(meant)}?)`;
      problems.push(
        `${path}:${line}:${column}: Sound ${JSON.stringify(name)} does not exist: ` +
          `no folder of --sounds has it${hint}`,
      );
    }
  }
  return { count, problems };
}

/** Paths in the working directory without it, as an editor and the command line have them. */
function shortened(problem: string): string {
  const folder = `${Deno.cwd()}/`;
  return problem.startsWith(folder) ? problem.slice(folder.length) : problem;
}
