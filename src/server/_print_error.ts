import type { CallInfo } from "../events.ts";
import { escapeControls } from "../protocol/text.ts";

/** Writes an error of a call to standard error. */
export function printError(error: unknown, { id, peer, script }: CallInfo): void {
  const text = error instanceof Error ? error.stack ?? `${error}` : Deno.inspect(error);
  console.error(
    `tipring: call ${id} from ${peer} (${escapeControls(JSON.stringify(script))}) failed: ${
      escapeControls(text)
    }`,
  );
}
