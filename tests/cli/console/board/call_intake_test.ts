import { assert, assertEquals } from "@std/assert";
import { CallBoard } from "../../../../src/cli/console/board/call_board.ts";
import { CallIntake } from "../../../../src/cli/console/board/call_intake.ts";

const FIELDS = { script: "", channel: "", peer: "", callerId: "", callerName: "" };

function begin(intake: CallIntake, call: number, { begun = 0, route = "/pin" } = {}): void {
  const fields = { ...FIELDS, route };
  intake.take({ type: "start", call, begun, since: 0, fields, pieces: undefined });
}

Deno.test("CallIntake keeps calls of two workers apart that have the same number", () => {
  const board = new CallBoard({ maskDigits: true });
  const [one, other] = [new CallIntake(board, 1), new CallIntake(board, 2)];
  begin(one, 7);
  begin(other, 7);
  one.take({ type: "step", call: 7, at: 3, step: { kind: "note", text: "here" } });
  assertEquals(Array.from(board.records, ({ summary }) => [summary.worker, summary.steps]), [
    [1, 1],
    [2, 0],
  ]);
});

Deno.test("CallIntake.lose() ends the calls of its worker only, also those that are only counted", () => {
  const board = new CallBoard({ maskDigits: true });
  const [one, other] = [new CallIntake(board, 1), new CallIntake(board, 2)];
  begin(one, 1);
  begin(other, 1, { route: "/menu" });
  one.take({ type: "count", of: "started", route: "/pin", by: 5 });
  one.take({ type: "count", of: "ended", route: "/pin", outcome: "failed", by: 2 });
  assertEquals([one.inProgress, board.inProgress], [4, 5]);
  one.lose();
  assertEquals([one.inProgress, board.inProgress, board.counts.ended], [0, 1, 6]);
  assertEquals(board.counts.routes, [
    { route: "/pin", inProgress: 0, outcomes: { failed: 2, lost: 4 } },
    { route: "/menu", inProgress: 1, outcomes: {} },
  ]);
  const ends = Array.from(board.records, ({ end }) => end?.outcome);
  assertEquals(ends, ["lost", undefined]);
});

Deno.test("CallIntake counts calls of one batch whose ends come before their beginnings", () => {
  const board = new CallBoard({ maskDigits: true });
  const intake = new CallIntake(board, 1);
  intake.take({ type: "count", of: "ended", route: "/pin", outcome: "completed", by: 2 });
  intake.take({ type: "count", of: "started", route: "/pin", by: 2 });
  assertEquals([intake.inProgress, board.inProgress], [0, 0]);
});

Deno.test("CallIntake takes the times of steps from the worker, and the beginning by its clock", () => {
  const board = new CallBoard({ maskDigits: true });
  const intake = new CallIntake(board, 1);
  // The worker started an hour earlier, and the call began 200 ms ago.
  const hour = 3_600_000;
  intake.offset = -hour;
  begin(intake, 1, { begun: performance.now() + hour - 200 });
  intake.take({ type: "step", call: 1, at: 150.04, step: { kind: "note", text: "here" } });
  const [record] = board.records;
  assert(record !== undefined && record.now >= 200 && record.now < 5200, `${record?.now} ms`);
  assertEquals(record.steps.from(0)[0]?.at, 150);
});
