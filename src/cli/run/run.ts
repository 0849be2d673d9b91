import type { Observer, SessionEvent } from "../../events.ts";
import { runLoadedScript } from "../../handler/script.ts";
import { withoutStack } from "../../logging/describe_error.ts";
import { allowedAll } from "../../transport/allowed_all.ts";
import { compileCacheProblem } from "./compile_cache.ts";
import { loadHandler } from "../handlers/load_handler.ts";
import { isMissingHandler } from "../handlers/missing_handler.ts";
import type { RunInvocation } from "./options.ts";
import { loadTracer, tracingProblem } from "../serve/tracing.ts";

/**
 * `tipring HANDLER.ts [ARG...]`: runs a handler file as an AGI script. Returns the exit status;
 * errors are reported on standard error and on Asterisk's console.
 */
export async function runFile(invocation: RunInvocation): Promise<number> {
  const { kind: _, file, args, ...levels } = invocation;
  const what = whatStdinIs();
  if (what !== undefined) {
    console.error(
      `Cannot run ${file}: standard input is ${what}, not Asterisk (try tipring dial ${file})`,
    );
    return 2;
  }
  const load = async () => {
    const { handler, route } = await loadHandler(file, { timeout: Infinity }).catch((cause) => {
      throw withoutStack(
        isWord(file) && isMissingHandler(cause)
          ? new Error(`${cause.message}, nor a subcommand (see tipring --help)`)
          : cause,
      );
    });
    const tracer = await loadTracer();
    const problem = tracingProblem();
    if (problem !== undefined) console.error(`tipring: ${problem}`);
    return tracer?.wrap(handler, route) ?? handler;
  };
  const status = await runLoadedScript(load, {
    ...levels,
    script: file,
    args,
    events: "calls",
    onEvent: printWarnings(),
  });
  const problem = compileCacheProblem();
  if (problem !== undefined) console.error(`tipring: ${problem}`);
  return status;
}

/** Writes each warning once to standard error, which Asterisk shows on its console. */
function printWarnings(): Observer<SessionEvent> {
  const printed = new Set<string>();
  return (event) => {
    if (event.type !== "warning" || printed.has(event.message)) return;
    printed.add(event.message);
    console.error(`tipring: ${event.message}`);
  };
}

/** Whether a name may be meant for a subcommand. */
function isWord(file: string): boolean {
  return /^[a-z-]+$/.test(file);
}

/** What standard input is, if it cannot be Asterisk. */
function whatStdinIs(): string | undefined {
  if (Deno.stdin.isTerminal()) return "a terminal";
  if (!allowedAll()) return undefined;
  try {
    // Replies in a file come before the commands that they answer.
    return Deno.statSync("/dev/stdin").isFile ? "a file" : undefined;
  } catch {
    return undefined;
  }
}
