import { escapeControls } from "../../protocol/text.ts";
import { inspectHandlers, type Inspection } from "../handlers/inspect_handlers.ts";
import { guardExit } from "../serve/guard_exit.ts";
import { stdoutWriter } from "../stdout_writer.ts";
import type { RoutesInvocation } from "./options.ts";

/**
 * `tipring routes`: prints the routes that a server would have, and what is wrong with them. Returns
 * the exit status: 0 if nothing is.
 *
 * @throws {Error} If loading takes too long.
 */
export async function printRoutes(invocation: RoutesInvocation): Promise<number> {
  const print = stdoutWriter();
  using _exit = guardExit();
  const inspection = await inspectHandlers(invocation);
  const { problems } = inspection;
  if (invocation.json) {
    print(JSON.stringify(asJson(inspection), null, 2));
  } else {
    for (const line of asTable(inspection)) print(line);
    for (const problem of problems) console.error(`tipring: ${escapeControls(problem)}`);
  }
  return problems.length === 0 ? 0 : 1;
}

function asJson({ routes, fallback, problems }: Inspection): unknown {
  return {
    routes: routes.map(({ route, file, path }, index) => ({
      position: index + 1,
      kind: route instanceof RegExp ? "regexp" : "path",
      pattern: `${route}`,
      file,
      path,
    })),
    default: fallback === undefined ? null : { file: fallback.file, path: fallback.path },
    problems,
  };
}

function asTable({ routes, fallback }: Inspection): string[] {
  const rows = [
    ...routes.map(({ route, file }, index) => [`${index + 1}`, `${route}`, file] as const),
    ...fallback === undefined ? [] : [["", "(default)", fallback.file] as const],
  ].map((row) => row.map((cell) => escapeControls(cell).replaceAll(/[\n\t]/g, " ")));
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([position = "", pattern = "", file = ""]) =>
    `${position.padStart(widths[0] ?? 0)}  ${pattern.padEnd(widths[1] ?? 0)}  ${file}`
  );
}
