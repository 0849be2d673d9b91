import { readCallScript } from "../../recording/call_script.ts";
import type { Capture } from "../../recording/capture.ts";
import { testSource } from "../../recording/test_source.ts";
import { NOTES } from "../../recording/transcript.ts";

/** Where a test is from, and where it goes. */
export interface WriteTestOptions {
  /** The recording's file. */
  recording: string;
  /** The absolute path of the handler. */
  handler: string;
  /** The test's file, which must not be there. */
  testFile: string;
}

/**
 * Writes a test that plays a recorded call again, by `simulateCall`.
 *
 * @throws {Error} If digits are masked in the recording, or the file is there already.
 */
export async function writeTest(capture: Capture, options: WriteTestOptions): Promise<void> {
  const { recording, handler, testFile } = options;
  if (capture.comments.includes(NOTES.masked)) {
    throw new Error(
      `--to-test requires the caller's keys, and ${recording} has "${NOTES.masked}" ` +
        "(record a call without --mask-digits, e.g. by tipring dial --record)",
    );
  }
  // Loaded here only: a script must not wait for it.
  const { relative } = await import("node:path");
  const folder = await Deno.realPath(testFile.replace(/[^/]*$/, "") || ".");
  const path = relative(folder, await Deno.realPath(handler));
  const name = recording.slice(recording.lastIndexOf("/") + 1).replace(/\.txt$/, "");
  const source = testSource(readCallScript(capture), {
    name,
    handler: path.startsWith(".") ? path : `./${path}`,
  });
  try {
    await Deno.writeTextFile(testFile, source, { createNew: true, mode: 0o600 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`--to-test ${testFile} cannot be written: ${why}`, { cause });
  }
}
