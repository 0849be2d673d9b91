import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FloodLimit } from "../../../src/cli/log/flood_limit.ts";
import { MAX_LINE } from "../../../src/logging/format_line.ts";
import { limitRepeats } from "../../../src/cli/log/limit_repeats.ts";
import { createLogger, type Log, logEvents } from "../../../src/cli/log/logging.ts";
import { openLog } from "../../../src/cli/log/open_log.ts";
import { AgiProtocolError } from "../../../src/errors.ts";
import type { AgiEvent, CallInfo } from "../../../src/events.ts";

const CALL: CallInfo = { id: 1, peer: "192.0.2.1:5", channel: "c", uniqueId: "u", script: "s" };

/** A log in both formats, and its lines. */
function logger(format: "text" | "json"): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return {
    log: createLogger({ level: "debug", format, write: (line) => lines.push(line) }),
    lines,
  };
}

function bytesOf(line: string): number {
  return new TextEncoder().encode(line).length;
}

for (const format of ["text", "json"] as const) {
  Deno.test(`createLogger() writes no line that is longer than a pipe takes at once, as ${format}`, () => {
    const { log, lines } = logger(format);
    for (const character of ["x", "ä", "😀", "\0", "\u202e", '"', "\n"]) {
      for (const length of [3000, 4000, 5000, 100_000]) {
        log("info", "m", {
          a: 1,
          long: character.repeat(length),
          b: "short",
          other: "y".repeat(50),
        });
      }
    }
    for (const line of lines) {
      assert(bytesOf(line) <= MAX_LINE, `${bytesOf(line)}: ${line.slice(0, 100)}`);
      assert(bytesOf(line) > 3000, `${bytesOf(line)}: ${line.slice(0, 100)}`);
      assertStringIncludes(line, format === "text" ? " b=short " : '"b":"short"');
      if (format === "json") assertEquals(JSON.parse(line)["other"], "y".repeat(50));
    }
    log(
      "info",
      "m",
      Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`f${at}`, "z".repeat(2000)])),
    );
    assert(bytesOf(lines.at(-1) ?? "") <= MAX_LINE);
  });

  Deno.test(`logEvents() writes little of a call that is made long, as ${format}`, () => {
    const { log, lines } = logger(format);
    const evil = "\x1b".repeat(60_000);
    const call: CallInfo = { ...CALL, channel: evil, uniqueId: evil, script: evil };
    const observe = logEvents(log);
    observe({ type: "call-start", call });
    observe({
      type: "call-end",
      call,
      outcome: "failed",
      duration: 1,
      error: new AgiProtocolError(`Cannot read "${"x".repeat(60)}": no`),
    });
    const bytes = lines.reduce((sum, line) => sum + bytesOf(line), 0);
    assert(bytes < 5000, `${bytes}`);
  });

  Deno.test(`createLogger() takes little time for an error of 50 MB, as ${format}`, () => {
    const { log, lines } = logger(format);
    const error = new Error("\0".repeat(50_000_000));
    const observe = logEvents(log);
    const begun = performance.now();
    observe({ type: "call-end", call: CALL, outcome: "failed", duration: 1, error });
    assert(performance.now() - begun < 1000, `${performance.now() - begun} ms`);
    assert(bytesOf(lines[0] ?? "") <= MAX_LINE);
  });
}

Deno.test("createLogger() writes a duration with its unit", () => {
  const text = logger("text");
  text.log("info", "m", { durationMs: 1234 });
  assertMatch(text.lines[0] ?? "", / duration=1234ms$/);
  const json = logger("json");
  json.log("info", "m", { durationMs: 1234 });
  assertEquals(JSON.parse(json.lines[0] ?? "").durationMs, 1234);
});

Deno.test("logEvents() logs that it is out of file descriptors once a second, and counts", () => {
  let time = 0;
  const { log, lines } = logger("text");
  const observe = logEvents(log, () => time);
  const event: AgiEvent = { type: "accept-error", error: new Error("Too many open files") };
  for (time = 0; time < 1000; time += 50) observe(event);
  assertEquals(lines.length, 1);
  observe(event);
  assertMatch(lines[1] ?? "", / others=19$/);
});

Deno.test("logEvents() logs each failed call, and the stack of the same error once a second", () => {
  let time = 0;
  const { log, lines } = logger("text");
  const observe = logEvents(log, () => time);
  const fail = (route: string) =>
    observe({
      type: "call-end",
      call: CALL,
      route,
      outcome: "failed",
      duration: 1,
      error: new TypeError("broken"),
    });
  for (let count = 0; count < 10; count++) fail("/a");
  fail("/b");
  time = 1000;
  fail("/a");
  const stacks = lines.map((line) => line.includes("\\n    at "));
  assertEquals(stacks, [true, ...new Array(9).fill(false), true, true]);
  for (const line of lines) assertStringIncludes(line, "TypeError: broken");
});

Deno.test("limitRepeats() holds back what is repeated, message by message", () => {
  let time = 0;
  const { log, lines } = logger("text");
  const limited = limitRepeats(log, new FloodLimit(() => time));
  for (let count = 0; count < 5; count++) limited("error", "one", { count });
  limited("error", "two");
  time = 1000;
  limited("error", "one");
  assertEquals(lines.map((line) => line.replace(/^\S+ /, "")), [
    "ERROR one count=0",
    "ERROR two",
    "ERROR one others=4",
  ]);
});

Deno.test("FloodLimit stays small, whatever kinds there are", () => {
  let time = 0;
  const limit = new FloodLimit(() => time);
  let passed = 0;
  for (let kind = 0; kind < 100_000; kind++) if (limit.pass(`${kind}`) !== undefined) passed++;
  assert(passed < 300, `${passed}`);
  time = 1000;
  assertEquals(limit.pass("new"), 0);
});

Deno.test("openLog() counts what it drops, and says so in its format", async () => {
  const held = Promise.withResolvers<void>();
  let text = "";
  const sink = {
    async write(bytes: Uint8Array): Promise<number> {
      await held.promise;
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
  };
  {
    await using opened = openLog({ level: "error", format: "json", fields: { worker: 3 } }, {
      sink,
      maxWaiting: 1000,
    });
    for (let count = 0; count < 100; count++) opened.log("error", "m", { count });
    assert(opened.dropped() > 50);
    held.resolve();
  }
  const { time: _, ...last } = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");
  const lines = 101 - text.trimEnd().split("\n").length;
  assertEquals(last, { level: "warn", message: "log lines dropped", worker: 3, lines });
});
