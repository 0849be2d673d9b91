import { absolutePath } from "../handlers/absolute_path.ts";
import { ownSources, withLibrary } from "./library_types.ts";

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
  /** Whether they were not because Deno could not read the files. */
  readonly failed: boolean;
}

/** Checks the types of handler files by `deno check`, each by the configuration of its project. */
export async function checkTypes(
  paths: readonly string[],
  configFile: string | undefined,
): Promise<TypeReport> {
  const problems = new Set<string>();
  let failed = false;
  const reasons = new Set<string>();
  const byFolder = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf("/")) || "/");
  for (const [folder, files] of byFolder) {
    const found = await checkFolder(folder, { files, configFile });
    for (const problem of found.problems) problems.add(problem);
    if (found.unchecked !== undefined) reasons.add(found.unchecked);
    failed ||= found.failed;
  }
  return { problems: [...problems], unchecked: [...reasons].join("; ") || undefined, failed };
}

async function checkFolder(
  folder: string,
  { files, configFile }: { files: readonly string[]; configFile: string | undefined },
): Promise<TypeReport> {
  const config = configFile === undefined ? [] : ["--config", absolutePath(configFile)];
  const first = await runDeno(folder, [...config, ...files]);
  if (first.namesLibrary) return first;
  const sources = ownSources();
  if (sources === undefined) {
    return unchecked(
      `no deno.json of ${folder} names "@tipring/agi" (tipring init makes one that does)`,
    );
  }
  let map: string;
  try {
    map = withLibrary(folder, sources, configFile);
  } catch (error) {
    return unchecked(error instanceof Error ? error.message : `${error}`);
  }
  return await runDeno(folder, [...config, "--import-map", map, ...files], sources);
}

/** What `deno check` reports. */
interface DenoReport extends TypeReport {
  /** Whether the project names the library, as far as the files import it. */
  readonly namesLibrary: boolean;
}

/** @param sources Where the library's sources are, whose types are not the user's. */
async function runDeno(
  folder: string,
  args: readonly string[],
  sources?: string,
): Promise<DenoReport> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(Deno.build.standalone ? "deno" : Deno.execPath(), {
      args: ["check", "--quiet", "--no-lock", ...args],
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
    return report({ unchecked: `deno check was ended in ${folder}`, failed: true });
  }
  if (output.success) return report({});
  const text = new TextDecoder().decode(output.stderr);
  const { problems, namesLibrary, count } = readErrors(text, sources);
  if (count > 0) return report({ problems, namesLibrary });
  const why = /^error: (.*)/m.exec(text)?.[1] ?? text.trim();
  return report({ unchecked: `deno check fails in ${folder}: ${why}`, failed: true });
}

function unchecked(why: string): DenoReport {
  return report({ unchecked: why });
}

function report(what: Partial<DenoReport>): DenoReport {
  return { problems: [], unchecked: undefined, failed: false, namesLibrary: true, ...what };
}

interface DenoErrors {
  /** The errors in the user's files, one line each. */
  readonly problems: readonly string[];
  readonly namesLibrary: boolean;
  /** The number of all errors. */
  readonly count: number;
}

/** Reads the errors that Deno printed. */
function readErrors(output: string, sources: string | undefined): DenoErrors {
  const problems: string[] = [];
  let count = 0;
  let namesLibrary = true;
  let error: readonly [code: string, message: string] | undefined;
  for (const line of output.split("\n")) {
    const [, first, text] = ERROR.exec(line) ?? [];
    if (first !== undefined && text !== undefined) error = [first, text];
    const [, url, row, column] = PLACE.exec(line) ?? [];
    if (url === undefined || error === undefined) continue;
    const [code, message] = error;
    error = undefined;
    count++;
    if (LIBRARY.test(message)) namesLibrary = false;
    // Options of the user's project may be stricter than those of the library.
    if (sources !== undefined && url.startsWith(`${sources}src/`)) continue;
    const path = decodeURIComponent(new URL(url).pathname);
    const what = message.replace(/\.$/, "");
    problems.push(`${path}:${row}:${column}: Type check failed: ${what} (${code})`);
  }
  return { problems, namesLibrary, count };
}
