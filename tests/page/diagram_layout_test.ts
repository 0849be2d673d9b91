import { assert, assertEquals } from "@std/assert";
import { layOut, ROW } from "../../page/diagram/diagram_layout.ts";
import type { Step } from "../../src/cli/console/messages.ts";
import { CALL, step } from "./steps.ts";

Deno.test("layOut() draws a quick exchange on one row, and others on two", () => {
  const { rows } = layOut(CALL, { now: 6000, scale: 40 });
  assertEquals(rows.map((row) => row.kind === "step" ? row.step.kind : row.kind), [
    "command",
    "key",
    "reply",
    "quick",
    "command",
  ]);
});

Deno.test("layOut() makes waits as long as the scale says, and keeps rows apart", () => {
  const { rows, bars } = layOut(CALL, { now: 6000, scale: 100 });
  const ys = rows.map(({ y }) => y);
  assertEquals((ys[1] ?? 0) - (ys[0] ?? 0), 195);
  assertEquals((ys[2] ?? 0) - (ys[1] ?? 0), ROW);
  assertEquals((ys[3] ?? 0) - (ys[2] ?? 0), 190);
  const work = bars.find(({ span }) => span.waiting === "handler" && span.from === 2100);
  assertEquals(work?.height, 190);
  const waits = bars.find(({ span }) => span.waiting === "caller");
  assertEquals([waits?.y, waits?.height], [ys[0], 195 + ROW]);
});

Deno.test("layOut() shortens a long wait and says so", () => {
  const late = [...CALL.slice(0, 3), step({ kind: "hangup", reason: "asterisk" }, 60_000)];
  const { breaks, height } = layOut(late, { now: 60_000, scale: 40 });
  assertEquals(breaks.map(({ duration }) => Math.round(duration)), [57_900]);
  assert(height < 600);
});

Deno.test("layOut() draws the handler's time up to now, and a place for its label", () => {
  const open = CALL.slice(0, 3);
  const work = layOut(open, { now: 4100, scale: 40 }).bars.at(-1);
  assertEquals([work?.span.waiting, work?.height], ["handler", 80]);
  assert(work?.labelY !== undefined && work.labelY > work.y && work.labelY < work.y + work.height);
});

Deno.test("layOut() says where steps are missing", () => {
  const steps = CALL.map((step, index) => ({ ...step, n: index < 3 ? index + 7 : index + 20 }));
  const gaps = layOut(steps, { now: 6000, scale: 40 }).rows
    .flatMap((row, index) => row.kind === "gap" ? [[index, row.missing]] : []);
  assertEquals(gaps, [[0, 7], [4, 13]]);
});

Deno.test("layOut() takes little time for a long call", () => {
  const steps = Array.from({ length: 2000 }, (_, n) => {
    const verb = { kind: n % 2 === 0 ? "command" : "reply", verb: "NOOP" };
    return { ...CALL[n % 2 === 0 ? 3 : 4], ...verb, n, at: n } as Step;
  });
  layOut(steps, { now: 2000, scale: 40 });
  const begun = performance.now();
  assertEquals(layOut(steps, { now: 2000, scale: 40 }).rows.length, 1000);
  const passed = performance.now() - begun;
  assert(passed < 100, `${passed} ms`);
});

Deno.test("layOut() draws VERBOSE in a row, although the console of Asterisk shows its text", () => {
  const command = { kind: "command", verb: "VERBOSE", waiting: "asterisk", wire: 0 } as const;
  const { rows } = layOut([
    { ...command, line: 'VERBOSE "hello" "1"', n: 0, at: 0 },
    { kind: "note", text: "hello", n: 1, at: 1 },
    {
      kind: "reply",
      verb: "VERBOSE",
      status: 200,
      result: "1",
      text: "",
      duration: 2,
      n: 2,
      at: 2,
    },
    { kind: "note", text: "AGISTATUS SUCCESS", n: 3, at: 3 },
  ], { now: 6000, scale: 40 });
  assertEquals(rows.map(({ kind }) => kind), ["quick", "step"]);
});

Deno.test("layOut() of no steps is empty", () => {
  assertEquals(layOut([], { now: 0, scale: 40 }).rows, []);
});
