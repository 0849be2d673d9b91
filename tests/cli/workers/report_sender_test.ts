import { assert, assertEquals } from "@std/assert";
import { CallBoard } from "../../../src/cli/console/board/call_board.ts";
import { CallIntake } from "../../../src/cli/console/board/call_intake.ts";
import type { CallReport } from "../../../src/cli/console/watch/call_report.ts";
import { type ReportBatch, ReportSender } from "../../../src/cli/workers/report_sender.ts";

const FIELDS = { script: "", route: "/pin", channel: "", peer: "", callerId: "", callerName: "" };

const start = (call: number): CallReport => ({
  type: "start",
  call,
  begun: 0,
  since: 0,
  fields: FIELDS,
  pieces: [],
});

const log = (call: number, text: string): CallReport => ({
  type: "step",
  call,
  at: 1,
  step: { kind: "log", level: "info", message: text },
});

const piece = (call: number, text: string): CallReport => ({
  type: "piece",
  call,
  piece: { kind: "sent", at: 1, text },
});

const end = (call: number): CallReport => ({
  type: "end",
  call,
  at: 2,
  route: "/pin",
  duration: 2,
  step: { kind: "end", outcome: "completed", failure: undefined, pending: [] },
});

/** A supervisor that receives only when it is let. */
class Supervisor {
  readonly board: CallBoard = new CallBoard({ maskDigits: false });
  readonly sender: ReportSender;
  /** The reports that were sent, by batches. */
  readonly batches: (readonly CallReport[])[] = [];
  #intake = new CallIntake(this.board, 1);
  #received: (() => void)[] = [];
  closed = false;

  constructor() {
    this.sender = new ReportSender({
      send: ({ reports }: ReportBatch) => {
        this.batches.push(reports);
        for (const report of reports) this.#intake.take(report);
        return new Promise((resolve) => this.#received.push(resolve));
      },
      close: () => this.closed = true,
    });
  }

  /** Receives everything, and ends the sender. */
  async end(): Promise<void> {
    const ended = this.sender[Symbol.asyncDispose]();
    while (!this.closed) {
      for (const resolve of this.#received.splice(0)) resolve();
      await Promise.resolve();
    }
    await ended;
  }
}

Deno.test("ReportSender sends the first report at once, and the others together", async () => {
  const supervisor = new Supervisor();
  const { sender, batches } = supervisor;
  sender.send(start(1));
  assertEquals(batches.map((reports) => reports.map(({ type }) => type)), [["start"]]);
  for (const report of [log(1, "a"), piece(1, "b"), end(1)]) sender.send(report);
  assertEquals(batches.length, 1);
  await supervisor.end();
  assertEquals(batches[1]?.map(({ type }) => type), ["step", "piece", "end"]);
  assertEquals([...supervisor.board.records][0]?.summary.end, {
    outcome: "completed",
    duration: 2,
  });
});

Deno.test("ReportSender drops steps and bytes when the supervisor is slow, and says so in the call", async () => {
  const supervisor = new Supervisor();
  const { sender, batches, board } = supervisor;
  sender.send(start(1));
  sender.send(start(2));
  for (let count = 0; count < 5000; count++) {
    sender.send(log(1, "x".repeat(500)));
    sender.send(piece(2, "x".repeat(500)));
  }
  sender.send(end(1));
  await supervisor.end();
  const sent = JSON.stringify(batches).length;
  assert(sent < 1_000_000, `${sent} characters`);
  const [one, other] = board.records;
  const steps = one?.steps.from(0) ?? [];
  const note = steps.at(-2);
  const missing = 5000 - (steps.length - 2);
  assertEquals(
    note?.kind === "note" && note.text,
    `${missing} steps are missing: the supervisor received too slowly`,
  );
  assertEquals(board.counts.missing, missing);
  assertEquals(one?.end?.outcome, "completed");
  const text = other?.recording?.text ?? "";
  assertEquals(
    text.match(/# .*/g)?.at(-1),
    "# recording stopped: the console keeps no more of this call",
  );
});

Deno.test("ReportSender loses no count of calls, however slow the supervisor is", async () => {
  const supervisor = new Supervisor();
  const { sender, batches, board } = supervisor;
  for (let call = 1; call <= 20_000; call++) {
    sender.send(start(call));
    sender.send({ type: "count", of: "refused", reason: "calls", by: 1 });
    if (call > 7) sender.send(end(call - 7));
  }
  await supervisor.end();
  assertEquals(batches.length, 2);
  const sent = JSON.stringify(batches).length;
  assert(sent < 3_000_000, `${sent} characters`);
  const { inProgress, ended, refused, routes } = board.counts;
  assertEquals([inProgress, ended, refused], [7, 19_993, { calls: 20_000 }]);
  assertEquals(routes, [{ route: "/pin", inProgress: 7, outcomes: { completed: 19_993 } }]);
});
