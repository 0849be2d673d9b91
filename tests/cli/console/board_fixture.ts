import { CallBoard } from "../../../src/cli/console/board/call_board.ts";
import { CallIntake } from "../../../src/cli/console/board/call_intake.ts";
import { CallReporter } from "../../../src/cli/console/watch/call_reporter.ts";
import { FailureReader } from "../../../src/cli/console/watch/failure_reader.ts";
import type { CallInfo } from "../../../src/events.ts";

/** What a fixture is made of. */
export interface BoardFixtureOptions {
  maskDigits?: boolean;
  files?: readonly string[];
}

/** A board, and what observes the server of the same process for it. */
export class BoardFixture extends CallBoard {
  readonly reporter: CallReporter;

  constructor({ maskDigits = false, files = [] }: BoardFixtureOptions = {}) {
    super({ maskDigits });
    const intake = new CallIntake(this);
    this.reporter = new CallReporter({
      maskDigits,
      maskBytes: false,
      failures: new FailureReader({ files: () => files, source: true }),
      send: (report) => intake.take(report),
    });
  }

  get watch(): CallReporter["watch"] {
    return this.reporter.watch;
  }

  log(call: CallInfo, level: string, text: string): void {
    this.reporter.log(call, level, text);
  }
}

/** Makes a board that knows these handler files. */
export function makeBoard(options: BoardFixtureOptions = {}): BoardFixture {
  return new BoardFixture(options);
}

/** The call of a number, as a server reports it. */
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
export function begin(board: BoardFixture, id: number, fields: Partial<CallInfo> = {}): CallInfo {
  const call = callOf(id, fields);
  board.watch({ type: "call-start", call, route: "/menu" });
  return call;
}

/** Lets a command of a call be sent and answered. */
export function command(
  board: BoardFixture,
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
export function end(board: BoardFixture, call: CallInfo): void {
  board.watch({ type: "call-end", call, route: "/menu", outcome: "completed", duration: 5 });
}
