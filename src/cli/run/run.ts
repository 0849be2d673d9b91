import { runLoadedScript } from "../../handler/script.ts";
import { loadHandler } from "../handlers/load_handler.ts";
import { loadTracer } from "../serve/tracing.ts";

/**
 * `tipring HANDLER.ts [ARG...]`: runs a handler file as an AGI script. Returns the exit status; errors
 * are reported on standard error and on Asterisk's console.
 */
export async function runFile(file: string, args: readonly string[]): Promise<number> {
  const what = whatStdinIs();
  if (what !== undefined) {
    console.error(
      `Cannot run ${file}: standard input is ${what}, not Asterisk (try tipring dial ${file})`,
    );
    return 2;
  }
  const load = async () => {
    const { handler, route } = await loadHandler(file);
    const tracer = await loadTracer();
    return tracer?.wrap(handler, route) ?? handler;
  };
  return await runLoadedScript(load, { script: file, args });
}

/** What standard input is, if it cannot be Asterisk. */
function whatStdinIs(): string | undefined {
  if (Deno.stdin.isTerminal()) return "a terminal";
  try {
    // Replies in a file come before the commands that they answer.
    return Deno.statSync("/dev/stdin").isFile ? "a file" : undefined;
  } catch {
    return undefined;
  }
}
