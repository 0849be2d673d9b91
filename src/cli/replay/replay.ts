import { escapeControls } from "../../protocol/text.ts";
import { type Capture, parseCapture } from "../../recording/capture.ts";
import { commandsOf, type Difference, replay } from "../../recording/replay.ts";
import { toText } from "../../protocol/binary.ts";
import { within } from "../../transport/within.ts";
import type { ReplayInvocation } from "./options.ts";
import { callHandler, memoryPipe } from "../dial/call_handler.ts";
import { loadHandler } from "../handlers/load_handler.ts";

/** How many commands before a difference are shown. */
const CONTEXT = 3;

/** How long the handler may take to end when the connection has ended, in milliseconds. */
const ENDING = 100;

/**
 * `tipring replay`: plays Asterisk's side of a recorded call to a handler, and tells the first
 * difference. Returns the exit status: 0 if there is none.
 *
 * @throws {Error} If the recording or the handler cannot be loaded.
 */
export async function replayRecording(invocation: ReplayInvocation): Promise<number> {
  const { recording, file, timeout } = invocation;
  const capture = await load(recording);
  const loaded = await loadHandler(file);
  const [near, far] = memoryPipe();
  const running = callHandler(loaded, near);
  const difference = await replay(capture, far, { timeout });
  // A handler that still does something else is not waited for.
  const { error } = await within(running, ENDING) ?? {};
  if (difference !== undefined) {
    console.log(describe(difference, commandsOf(capture), recording));
    if (error !== undefined) {
      console.log(`\nThe handler failed: ${escapeControls(Deno.inspect(error))}`);
    }
    return 1;
  }
  const count = commandsOf(capture).length;
  console.log(`No difference: ${file} sent the ${count} commands of ${recording}.`);
  if (error !== undefined) console.log(`It failed, then: ${escapeControls(Deno.inspect(error))}`);
  return 0;
}

async function load(path: string): Promise<Capture> {
  try {
    return parseCapture(path, await Deno.readTextFile(path));
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
        : "(it ends)"
    }`,
  ].join("\n");
}

/** A binary string as text, without characters that a terminal obeys. */
function show(line: string): string {
  return toText(line).replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, "�");
}
