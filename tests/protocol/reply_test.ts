import { assertEquals, assertThrows } from "@std/assert";
import type { Reply } from "../../src/command.ts";
import { AgiProtocolError } from "../../src/errors.ts";
import { ReplyReader, type ReplyShape } from "../../src/protocol/reply.ts";

/** Pushes lines, and tells the steps and the reply. */
function push(lines: string[], shape: ReplyShape = {}, mayGoOn = false): [string[], Reply?] {
  const reader = new ReplyReader(shape, 1000);
  const steps: string[] = lines.map((line) => reader.push(line, mayGoOn));
  return reader.reply === undefined ? [steps] : [steps, reader.reply];
}

Deno.test("ReplyReader reads each kind of reply in one line", () => {
  const cases: [string, Reply][] = [
    ["200 result=0", { status: 200, result: "0", text: "" }],
    ["200 result=", { status: 200, result: "", text: "" }],
    ["200 result=-1 endpos=8000", { status: 200, result: "-1", text: "endpos=8000" }],
    ["200 result= (timeout)", { status: 200, result: "", text: "(timeout)" }],
    ["200 result=1 (a (b) c)", { status: 200, result: "1", text: "(a (b) c)" }],
    ["200 result=1 ()", { status: 200, result: "1", text: "()" }],
    [
      "200 result=53 (randomerror) endpos=0",
      { status: 200, result: "53", text: "(randomerror) endpos=0" },
    ],
    ["200 result=0 Gosub complete", { status: 200, result: "0", text: "Gosub complete" }],
    [
      "503 result=-2 Memory allocation failure",
      { status: 503, result: "-2", text: "Memory allocation failure" },
    ],
    [
      "510 Invalid or unknown command",
      { status: 510, result: "", text: "Invalid or unknown command" },
    ],
    [
      "511 Command Not Permitted on a dead channel or intercept routine",
      {
        status: 511,
        result: "",
        text: "Command Not Permitted on a dead channel or intercept routine",
      },
    ],
    [
      "520 Invalid command syntax.  Proper usage not available.",
      { status: 520, result: "", text: "" },
    ],
  ];
  for (const [line, reply] of cases) assertEquals(push([line]), [["done"], reply], line);
});

Deno.test("ReplyReader reads past the interim 100", () => {
  assertEquals(push(["100 result=0 Trying...", "200 result=0 Gosub complete"]), [
    ["more", "done"],
    { status: 200, result: "0", text: "Gosub complete" },
  ]);
});

Deno.test("ReplyReader reads the usage of a 520, whatever its lines are", () => {
  const usage = ["Usage: X", "", "HANGUP", "200 result=0", "end"];
  const first = "520-Invalid command syntax.  Proper usage follows:";
  const steps = ["more", "more", "more", "more", "more", "more", "done"];
  assertEquals(push([first, ...usage, "520 End of proper usage."]), [
    steps,
    { status: 520, result: "", text: usage.join("\n") },
  ]);
});

Deno.test("ReplyReader reads a 520 of before 13.17, which closes behind the last line", () => {
  assertEquals(push(["520-Invalid command syntax.", "Usage: X", " y520 End of proper usage."]), [
    ["more", "more", "done"],
    { status: 520, result: "", text: "Usage: X\n y" },
  ]);
});

Deno.test("ReplyReader reads a value up to its sentinel", () => {
  const shape = { freeText: true, sentinel: "-end" };
  assertEquals(push(["200 result=1 (a)", "510 b", "HANGUP", "c)-end)"], shape), [
    ["more", "more", "more", "done"],
    { status: 200, result: "1", text: "(a)\n510 b\nHANGUP\nc)-end)" },
  ]);
  assertEquals(push(["200 result=1 (a-end)"], shape, true)[0], ["done"]);
  assertEquals(push(["200 result=0"], shape, true)[0], ["done"]);
});

Deno.test("ReplyReader knows when it cannot see the end of free text", () => {
  const shape = { freeText: true };
  assertEquals(push(["200 result=1 (a)"], shape)[0], ["done"]);
  assertEquals(push(["200 result=1 (a)"], shape, true)[0], ["unbounded"]);
  assertEquals(push(["200 result=1 (a"], shape)[0], ["unbounded"]);
  assertEquals(push(["200 result=0"], shape, true)[0], ["done"]);
});

Deno.test("ReplyReader.finish() ends free text, and leaves a hangup behind it out", () => {
  const reader = new ReplyReader({ freeText: true }, 1000);
  for (const line of ["200 result=1 (x", "HANGUP", "y)", "HANGUP"]) reader.push(line, false);
  assertEquals(reader.hungUp, false);
  assertEquals(reader.finish(), "done");
  assertEquals(reader.hungUp, true);
  assertEquals(reader.reply, { status: 200, result: "1", text: "(x\nHANGUP\ny)" });
});

Deno.test("ReplyReader drops the 520 that follows an EXEC result of 1", () => {
  const reader = new ReplyReader({ usageFollows: "1" }, 1000);
  assertEquals(reader.push("200 result=1", false), "unbounded");
  assertEquals(reader.push("520-Invalid command syntax.", false), "more");
  assertEquals(reader.push("HANGUP", false), "hangup");
  assertEquals(reader.push("520 End of proper usage.", false), "more");
  assertEquals(reader.finish(), "done");
  assertEquals(reader.reply, { status: 200, result: "1", text: "" });
});

Deno.test("ReplyReader tells a hangup before the reply and behind it", () => {
  const reader = new ReplyReader({}, 1000);
  assertEquals(reader.push("HANGUP", false), "hangup");
  assertEquals(reader.push("200 result=0", false), "done");
  assertEquals(reader.push("HANGUP", false), "hangup");
});

Deno.test("ReplyReader refuses what is no reply, and a second reply", () => {
  for (const line of ["", "hello", "20 result=0", "2000 x", "200", "200result=0", "\u0000"]) {
    assertThrows(() => push([line]), AgiProtocolError, "Not an AGI reply", JSON.stringify(line));
  }
  assertThrows(
    () => push(["200 result=0", "200 result=0"]),
    AgiProtocolError,
    "Unexpected line from Asterisk",
  );
});

Deno.test("ReplyReader refuses a reply of more lines than its limit", () => {
  const lines = ["520-x", ...new Array(100).fill("0123456789")];
  assertThrows(() => push(lines), AgiProtocolError, "The reply exceeds maxReplyBytes (1000)");
});

Deno.test("ReplyReader refuses interim replies without end", () => {
  const reader = new ReplyReader({}, 1000);
  for (let count = 0; count < 100; count++) assertEquals(reader.push("100 x", false), "more");
  assertThrows(
    () => reader.push("100 x", false),
    AgiProtocolError,
    "Asterisk sent more than 100 interim replies",
  );
});
