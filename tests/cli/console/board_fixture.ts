import { CallBoard } from "../../../src/cli/console/call_board.ts";
import { FailureReader } from "../../../src/cli/console/failure_reader.ts";
import type { CallInfo } from "../../../src/events.ts";

/** Makes a board that knows these handler files. */
export function makeBoard(
  { maskDigits = false, files = [] }: { maskDigits?: boolean; files?: readonly string[] } = {},
): CallBoard {
  const failures = new FailureReader({ files: () => files, source: true });
  return new CallBoard({ maskDigits, failures });
}

/** The call of a number, as a server tells of it. */
export function callOf(id: number, fields: Partial<CallInfo> = {}): CallInfo {
  return {
    id,
    peer: `127.0.0.1:${10_000 + id}`,
    channel: `SIP/${id}`,
    uniqueId: `${id}.1`,
    script: "menu",
    ...fields,
  };
}

/** Lets a call begin. */
export function begin(board: CallBoard, id: number, fields: Partial<CallInfo> = {}): CallInfo {
  const call = callOf(id, fields);
  board.watch({ type: "call-start", call, route: "/menu" });
  return call;
}

/** Lets a command of a call be sent and answered. */
export function command(
  board: CallBoard,
  call: CallInfo,
  { line = "NOOP", verb = "NOOP", result = "0", text = "" }: {
    line?: string;
    verb?: string;
    result?: string;
    text?: string;
  } = {},
): void {
  board.watch({ type: "command", call, verb, line });
  board.watch({ type: "reply", call, verb, status: 200, result, text, duration: 1 });
}

/** Lets a call end. */
export function end(board: CallBoard, call: CallInfo): void {
  board.watch({ type: "call-end", call, route: "/menu", outcome: "completed", duration: 5 });
}
