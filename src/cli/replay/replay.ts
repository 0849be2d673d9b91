import { escapeControls, replaceControls, withPlainPlaces } from "../../protocol/text.ts";
import { type Capture, parseCapture } from "../../recording/capture.ts";
import { commandsOf, type Difference, replay } from "../../recording/replay.ts";
import { Router } from "../../handler/router.ts";
import { fromBytes, toText } from "../../protocol/binary.ts";
import { withoutStatus } from "../../recording/without_status.ts";
import { within } from "../../transport/within.ts";
import { callHandler, memoryPipe } from "../dial/call_handler.ts";
import { type LoadedHandler, loadHandler } from "../handlers/load_handler.ts";
import { writeTest } from "./write_test.ts";
import type { ReplayInvocation } from "./options.ts";

/** How many commands before a difference are shown. */
const CONTEXT = 3;

/** How long the handler may take to end when the connection has ended, in milliseconds. */
const ENDING = 100;

/** How a replay went. */
interface Replayed {
  readonly difference: Difference | undefined;
  /** What the handler threw. */
  readonly error: unknown;
}

/**
 * `tipring replay`: plays Asterisk's side of a recorded call to a handler, or of all calls of a
 * folder, and prints the first difference. Returns the exit status: 0 if there is none.
 *
 * @throws {Error} If the recording or the handler cannot be loaded, or the test cannot be written.
 */
export async function replayRecording(invocation: ReplayInvocation): Promise<number> {
  const { recording, file, testFile } = invocation;
  const info = await Deno.stat(recording).catch(() => undefined);
  if (info?.isDirectory) return await replayFolder(invocation);
  const capture = await load(recording, invocation);
  const loaded = await loadHandler(file);
  if (testFile !== undefined) {
    await writeTest(capture, { recording, handler: loaded.path, testFile });
    console.log(`Wrote ${testFile}, a test of ${file} by ${recording}.`);
    return 0;
  }
  const { difference, error } = await play(capture, loaded, invocation);
  if (difference !== undefined) {
    console.log(describe(difference, commandsOf(capture), recording));
    if (error !== undefined) console.log(`\n${describeFailure(error)}`);
    return 1;
  }
  const count = commandsOf(capture).length;
  console.log(`No difference: ${file} sent the ${count} commands of ${recording}.`);
  if (error !== undefined) console.log(describeFailure(error));
  return 0;
}

/** A regression suite: a line for each recording, then the sums. */
async function replayFolder(invocation: ReplayInvocation): Promise<number> {
  const { recording: folder, file, testFile } = invocation;
  if (testFile !== undefined) throw new Error("--to-test requires a recording, not a folder");
  const loaded = await loadHandler(file);
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const names = entries.filter(({ isFile, name }) => isFile && name.endsWith(".txt"))
    .map(({ name }) => name).toSorted();
  if (names.length === 0) throw new Error(`Cannot replay ${folder}: it has no recordings (*.txt)`);
  const sums = { same: 0, different: 0, others: 0 };
  for (const name of names) {
    const capture = await load(`${folder}/${name}`, invocation);
    if (!isFor(loaded, capture)) {
      sums.others++;
      continue;
    }
    const { difference, error } = await play(capture, loaded, invocation);
    if (difference === undefined) sums.same++;
    else sums.different++;
    console.log(`${difference === undefined ? "same     " : "different"} ${name}`);
    if (difference !== undefined) {
      console.log(`\n${describe(difference, commandsOf(capture), name)}\n`);
    }
    if (error !== undefined) console.log(`${describeFailure(error)}\n`);
  }
  const skipped = sums.others === 0 ? "" : `, ${sums.others} for other paths`;
  console.log(`${sums.same} same, ${sums.different} different${skipped}`);
  if (sums.same + sums.different > 0) return sums.different === 0 ? 0 : 1;
  throw new Error(`Cannot replay ${folder}: no recording is for the path of ${file}`);
}

/** Whether a recording is of a call to this handler; one without a path, of a script, may be. */
function isFor({ handler, route }: LoadedHandler, { received }: Capture): boolean {
  const [, script] = /^agi_network_script: (.*)$/m.exec(toText(fromBytes(received))) ?? [];
  if (script === undefined) return true;
  const router = new Router();
  router.add(route, handler);
  return router.find(script.replace(/\?.*/s, "")) !== undefined;
}

async function play(
  capture: Capture,
  loaded: LoadedHandler,
  { timeout }: ReplayInvocation,
): Promise<Replayed> {
  const [near, far] = memoryPipe();
  const running = callHandler(loaded, near);
  const difference = await replay(capture, far, { timeout });
  // A handler that still does something else is not waited for.
  const { error } = await within(running, ENDING) ?? {};
  return { difference, error };
}

async function load(path: string, { statusVariable }: ReplayInvocation): Promise<Capture> {
  try {
    const capture = parseCapture(path, await Deno.readTextFile(path));
    return statusVariable === undefined ? capture : withoutStatus(capture, statusVariable);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot replay ${path}: ${why}`, { cause });
  }
}

function describe(difference: Difference, commands: readonly string[], name: string): string {
  const { command, recorded, actual, timedOut } = difference;
  const before = commands.slice(Math.max(0, command - CONTEXT), command);
  return [
    `Difference at command ${command + 1} of ${name}:`,
    "",
    ...before.map((line) => `              ${show(line)}`),
    `  recorded:   ${recorded === undefined ? "(the handler ends)" : show(recorded)}`,
    `  handler:    ${
      actual !== undefined
        ? show(actual)
        : timedOut
        ? "(nothing in time; --timeout gives it more)"
        : `(it ends${hint(recorded)})`
    }`,
  ].join("\n");
}

/** What to do about a last command that is the server's own. */
function hint(recorded = ""): string {
  const [, name] = /^SET VARIABLE "(\w+)" "(?:SUCCESS|HANGUP|FAILED|NOT_FOUND)"$/.exec(recorded) ??
    [];
  return name === undefined ? "" : `; if tipring serve sets that: --status-variable ${name}`;
}

/** What the handler threw, without characters that a terminal obeys. */
function describeFailure(error: unknown): string {
  return `The handler failed: ${escapeControls(withPlainPlaces(Deno.inspect(error)))}`;
}

/** A binary string as text, without characters that a terminal obeys. */
function show(line: string): string {
  return replaceControls(toText(line));
}
