import { runLoadedScript } from "../../handler/script.ts";
import { compileCacheProblem } from "./compile_cache.ts";
import { loadHandler } from "../handlers/load_handler.ts";
import { loadTracer, tracingProblem } from "../serve/tracing.ts";

/**
 * `tipring HANDLER.ts [ARG...]`: runs a handler file as an AGI script. Returns the exit status; errors
 * are reported on standard error and on Asterisk's console.
 */
export async function runFile(file: string, args: readonly string[]): Promise<number> {
  if (Deno.stdin.isTerminal()) {
    console.error(
      `Cannot run ${file}: standard input is a terminal, not Asterisk (try tipring dial ${file})`,
    );
    return 2;
  }
  const load = async () => {
    const { handler, route } = await loadHandler(file);
    const tracer = await loadTracer();
    const problem = tracingProblem();
    if (problem !== undefined) console.error(`tipring: ${problem}`);
    return tracer?.wrap(handler, route) ?? handler;
  };
  const status = await runLoadedScript(load, { script: file, args });
  const problem = compileCacheProblem();
  if (problem !== undefined) console.error(`tipring: ${problem}`);
  return status;
}
