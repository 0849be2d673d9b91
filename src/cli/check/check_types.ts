import { absolutePath } from "../handlers/absolute_path.ts";

/** How long Deno may take, in milliseconds: it may have to fetch packages first. */
const TIMEOUT = 180_000;

/** An error as `deno check` prints it. */
const ERROR = /^(TS\d+) \[ERROR\]: (.*)$/;
const PLACE = /^\s*at (file:\/\/.*):(\d+):(\d+)$/;

/** Names that the program gives handlers, also where their project does not. */
const LIBRARY = /^Import "@tipring\/agi[/"]/;

/** What is wrong with the types of files. */
export interface TypeReport {
  readonly problems: readonly string[];
  /** Why types were not checked. */
  readonly unchecked: string | undefined;
}

/** Checks the types of handler files by `deno check`, each by the configuration of its project. */
export async function checkTypes(
  paths: readonly string[],
  configFile: string | undefined,
): Promise<TypeReport> {
  const problems = new Set<string>();
  const reasons = new Set<string>();
  const byFolder = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf("/")) || "/");
  for (const [folder, files] of byFolder) {
    const report = await checkFolder(folder, { files, configFile });
    for (const problem of report.problems) problems.add(problem);
    if (report.unchecked !== undefined) reasons.add(report.unchecked);
  }
  return { problems: [...problems], unchecked: [...reasons].join("; ") || undefined };
}

async function checkFolder(
  folder: string,
  { files, configFile }: { files: readonly string[]; configFile: string | undefined },
): Promise<TypeReport> {
  const config = configFile === undefined ? [] : ["--config", absolutePath(configFile)];
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(Deno.build.standalone ? "deno" : Deno.execPath(), {
      args: ["check", "--quiet", "--no-lock", ...config, ...files],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
      signal: AbortSignal.timeout(TIMEOUT),
    }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return unchecked("there is no deno on the PATH");
    if (error instanceof Deno.errors.NotCapable) return unchecked("starting deno is not permitted");
    throw error;
  }
  if (output.signal !== null) {
    return { problems: [`Cannot check types in ${folder}: deno was ended`], unchecked: undefined };
  }
  if (output.success) return { problems: [], unchecked: undefined };
  const text = new TextDecoder().decode(output.stderr);
  const { problems, namesLibrary } = readErrors(text);
  if (!namesLibrary) {
    return unchecked(
      `no deno.json of ${folder} names "@tipring/agi" (tipring init makes one that does)`,
    );
  }
  if (problems.length > 0) return { problems, unchecked: undefined };
  const why = /^error: (.*)/m.exec(text)?.[1] ?? text.trim();
  return { problems: [`Cannot check types in ${folder}: ${why}`], unchecked: undefined };
}

function unchecked(why: string): TypeReport {
  return { problems: [], unchecked: why };
}

/** The errors that Deno printed, one line each, and whether the project names the library. */
function readErrors(text: string): { problems: string[]; namesLibrary: boolean } {
  const problems: string[] = [];
  let namesLibrary = true;
  let error: readonly [code: string, message: string] | undefined;
  for (const line of text.split("\n")) {
    const [, code, message] = ERROR.exec(line) ?? [];
    if (code !== undefined && message !== undefined) error = [code, message];
    const [, url, row, column] = PLACE.exec(line) ?? [];
    if (url === undefined || error === undefined) continue;
    if (LIBRARY.test(error[1])) namesLibrary = false;
    const path = decodeURIComponent(new URL(url).pathname);
    const [first, ...rest] = error;
    const what = rest.join("").replace(/\.$/, "");
    problems.push(`${path}:${row}:${column}: Type check failed: ${what} (${first})`);
    error = undefined;
  }
  return { problems, namesLibrary };
}
