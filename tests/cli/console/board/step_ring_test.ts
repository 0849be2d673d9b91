import { assert, assertEquals } from "@std/assert";
import { MemoryUse } from "../../../../src/cli/console/board/memory_use.ts";
import type { StepBody } from "../../../../src/cli/console/messages.ts";
import { stepBytes, StepRing } from "../../../../src/cli/console/board/step_ring.ts";

const long = "x".repeat(1000);

Deno.test("stepBytes() counts the texts of all steps that have some", () => {
  const steps: StepBody[] = [
    { kind: "command", verb: "NOOP", line: long, waiting: "asterisk", wire: 0 },
    { kind: "reply", verb: "NOOP", status: 200, result: long, text: undefined, duration: 1 },
    { kind: "reply", verb: "NOOP", status: 200, result: "0", text: long, duration: 1 },
    { kind: "log", level: "info", message: long },
    { kind: "warning", message: long },
    { kind: "note", text: long },
    { kind: "text", text: long },
    { kind: "recording", file: long },
    {
      kind: "sound",
      sound: "file",
      text: "",
      spoken: long,
      language: "en",
      files: [long],
      offset: 0,
      duration: 1,
    },
    { kind: "end", outcome: "failed", failure: undefined, pending: [long] },
    {
      kind: "end",
      outcome: "failed",
      failure: { message: long, place: undefined, source: undefined },
      pending: [],
    },
  ];
  for (const step of steps) assert(stepBytes(step) >= 2000, step.kind);
});

Deno.test("StepRing keeps its share when memory is full, and always the last step", () => {
  const memory = new MemoryUse();
  const ring = new StepRing(memory);
  const step = { kind: "log", level: "info", message: "x".repeat(300) } as const;
  for (let count = 0; count < 500; count++) ring.add(step, count);
  assertEquals(ring.first, 0);
  memory.add(64 * 1024 * 1024);
  ring.add(step, 500);
  const kept = ring.from(0).length;
  assertEquals(kept, Math.floor(memory.share / stepBytes(step)));
  assertEquals([ring.count, ring.first], [501, 501 - kept]);
  assertEquals(memory.bytes, 64 * 1024 * 1024 + kept * stepBytes(step));
  ring.add({ ...step, message: "x".repeat(10_000) }, 501);
  assertEquals(ring.from(0).map(({ n }) => n), [501]);
  ring.free();
  assertEquals(memory.bytes, 64 * 1024 * 1024);
});
