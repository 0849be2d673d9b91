import { assertEquals } from "@std/assert";
import {
  exchangesOf,
  mergeNear,
  replyText,
  spansOf,
  totalsOf,
} from "../../page/diagram/exchange.ts";
import { formatDuration, formatTime, formatTimeOfDay } from "../../page/format.ts";
import type { Waiting } from "../../src/cli/console/messages.ts";
import { CALL, step } from "./steps.ts";

Deno.test("exchangesOf() pairs commands with their replies", () => {
  const verbs = exchangesOf(CALL).map(({ command, reply }) => [command.verb, reply?.result]);
  assertEquals(verbs, [["STREAM FILE", "49"], ["DATABASE GET", "1"], ["EXEC", undefined]]);
});

Deno.test("spansOf() divides the time of a call by what it waited for", () => {
  const spans = spansOf(CALL, 9000);
  assertEquals(spans.map(({ from, to, waiting }) => [from, to, waiting]), [
    [0, 100, "handler"],
    [100, 2100, "caller"],
    [2100, 4000, "handler"],
    [4000, 4001, "asterisk"],
    [4001, 5000, "handler"],
    [5000, 9000, "dialplan"],
  ]);
  assertEquals(totalsOf(spans), { caller: 2000, dialplan: 4000, asterisk: 1, handler: 2999 });
});

Deno.test("spansOf() ends with the handler, and begins where the steps begin", () => {
  const ended = [
    ...CALL,
    step({ kind: "end", outcome: "completed", failure: undefined, pending: [] }, 6000),
  ];
  assertEquals(spansOf(ended, 9000).at(-1)?.to, 6000);
  assertEquals(
    spansOf(CALL.slice(3).map((step, at) => ({ ...step, n: at + 3 })), 9000)[0]?.from,
    4000,
  );
});

Deno.test("spansOf() does not know what a call waited for where steps are missing", () => {
  const late = [
    { ...step({ kind: "reply", verb: "EXEC", ...OK, result: "0" }, 8000), n: 50 },
    { ...step({ kind: "command", verb: "NOOP", line: "NOOP", ...QUICK }, 8200), n: 51 },
  ].map((step, index) => ({ ...step, n: 50 + index }));
  const steps = [...CALL.map((step, n) => ({ ...step, n })), ...late];
  assertEquals(spansOf(steps, 8300).slice(-3).map(({ from, to, waiting }) => [from, to, waiting]), [
    [4001, 5000, "handler"],
    [8000, 8200, "handler"],
    [8200, 8300, "asterisk"],
  ]);
});

const OK = { status: 200, text: "", duration: 1 } as const;
const QUICK = { waiting: "asterisk", wire: 0 } as const;

Deno.test("mergeNear() joins spans that no eye could tell apart", () => {
  const span = (from: number, to: number, waiting: Waiting) =>
    ({ from, to, waiting, exchange: undefined }) as const;
  const spans = [
    span(0, 1, "asterisk"),
    span(1, 2, "caller"),
    span(2, 3, "asterisk"),
    span(9, 10, "asterisk"),
  ];
  assertEquals(mergeNear(spans, 2).map(({ from, to, waiting }) => [from, to, waiting]), [
    [0, 3, "asterisk"],
    [1, 2, "caller"],
    [9, 10, "asterisk"],
  ]);
});

Deno.test("replyText() says first what a reply means, and the status only if it is not 200", () => {
  const replies = [
    ["STREAM FILE", 200, "35", "endpos=8", "key # · result=35 endpos=8"],
    ["STREAM FILE", 200, "0", "endpos=800", "no key · result=0 endpos=800"],
    ["STREAM FILE", 200, "-1", "endpos=0", "failed, or hung up · result=-1 endpos=0"],
    ["WAIT FOR DIGIT", 200, "0", "", "no key in time · result=0"],
    ["WAIT FOR DIGIT", 200, "1", "", "stopped by the next command · result=1"],
    ["GET DATA", 200, "49", "", "entered 49 · result=49"],
    ["GET DATA", 200, "4", "(timeout)", "entered 4, then timed out · result=4 (timeout)"],
    ["GET DATA", 200, "", "(timeout)", "no digits in time · result= (timeout)"],
    ["DATABASE GET", 200, "0", "", "no such entry · result=0"],
    ["DATABASE GET", 200, "1", "(4711)", "result=1 (4711)"],
    ["EXEC", 200, "-2", "", "no such application · result=-2"],
    ["RECORD FILE", 200, "35", "(dtmf) endpos=8", "key # · result=35 (dtmf) endpos=8"],
    ["RECORD FILE", 200, "14", "(timeout)", "ended by silence or by time · result=14 (timeout)"],
    ["NOOP", 510, "", "Invalid", "510 Invalid"],
  ] as const;
  for (const [verb, status, result, text, expected] of replies) {
    const reply = { kind: "reply", verb, status, result, text, duration: 1, n: 0, at: 0 } as const;
    assertEquals(replyText(reply), expected);
  }
});

Deno.test("formatDuration() and formatTime() write times for people", () => {
  assertEquals([0.42, 99.6, 1500, 61_000].map(formatDuration), [
    "0.4 ms",
    "100 ms",
    "1.50 s",
    "1:01",
  ]);
  assertEquals([0, 12_340, 61_500].map(formatTime), ["0.0 s", "12.3 s", "1:01.5"]);
});

Deno.test("formatTimeOfDay() has the date only for another day", () => {
  const [noon, next] = [new Date(2026, 10, 26, 12, 3, 4), new Date(2026, 10, 27)].map(Number);
  assertEquals(formatTimeOfDay(noon ?? 0, noon), "12:03:04");
  const other = formatTimeOfDay(noon ?? 0, next);
  assertEquals([other.includes("26"), other.endsWith("12:03:04")], [true, true]);
});
