import type { CallInfo } from "../events.ts";
import { describeError } from "../logging/describe_error.ts";
import { escapeControls } from "../protocol/text.ts";

/** Writes an error of a call to standard error. */
export function printError(error: unknown, { id, peer, script }: CallInfo): void {
  const path = JSON.stringify(script);
  const call = id === 0 ? "one of several calls" : `call ${id} from ${peer} (${path})`;
  console.error(`tipring: ${escapeControls(`${call} failed: ${describeError(error)}`)}`);
}
