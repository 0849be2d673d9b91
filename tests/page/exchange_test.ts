import { assertEquals } from "@std/assert";
import { exchangesOf, replyText, spansOf, totalsOf } from "../../page/exchange.ts";
import { formatDuration, formatTime, visible } from "../../page/format.ts";
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

Deno.test("replyText() names the key that a result stands for", () => {
  const reply = { kind: "reply", status: 200, duration: 1, n: 0, at: 0 } as const;
  assertEquals(
    replyText({ ...reply, verb: "STREAM FILE", result: "35", text: "endpos=8" }),
    "200 result=35 = “#” endpos=8",
  );
  assertEquals(replyText({ ...reply, verb: "GET DATA", result: "49", text: "" }), "200 result=49");
  assertEquals(
    replyText({ ...reply, verb: "NOOP", status: 510, result: "", text: "Invalid" }),
    "510 Invalid",
  );
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

Deno.test("visible() replaces what could change the direction of a text", () => {
  assertEquals(visible("a\u202eb\u0007c"), "a\ufffdb\ufffdc");
});
