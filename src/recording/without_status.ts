import { fromBytes } from "../protocol/binary.ts";
import { type Capture, type CaptureEntry, captureOf } from "./capture.ts";
import { sameCommand } from "./same_command.ts";
import { NOTES } from "./transcript.ts";

/** The values that a server gives its status variable. */
const STATUSES = ["SUCCESS", "HANGUP", "FAILED", "NOT_FOUND"] as const;

/**
 * Returns a capture without the last command and its reply, if that sets the status variable of the
 * server: no handler sends it.
 */
export function withoutStatus(capture: Capture, variable: string): Capture {
  const { name, comments, entries } = capture;
  const command = entries.findLastIndex(({ kind }) => kind === "sent");
  const line = textOf(entries[command]).trimEnd();
  const masked = comments.includes(NOTES.masked);
  const sets = (status: string) => sameCommand(line, `SET VARIABLE ${variable} ${status}`, masked);
  if (!STATUSES.some(sets)) return capture;
  const reply = entries.findIndex((entry, at) =>
    at > command && entry.kind === "received" && /^\d{3}\b/.test(textOf(entry))
  );
  return captureOf(name, entries.filter((_entry, at) => at !== command && at !== reply));
}

function textOf(entry: CaptureEntry | undefined): string {
  return entry !== undefined && "bytes" in entry ? fromBytes(entry.bytes) : "";
}
