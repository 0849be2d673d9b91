import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Lines } from "../../src/protocol/lines.ts";
import { ReplyReader, type ReplyShape } from "../../src/protocol/reply.ts";
import { decodeText } from "../../src/protocol/text.ts";
import { readWholeReply } from "../../src/protocol/whole_reply.ts";

const encoder = new TextEncoder();

function read(text: string, shape: ReplyShape = {}): ReturnType<typeof readWholeReply> {
  return readWholeReply(shape, encoder.encode(text));
}

Deno.test("readWholeReply() reads a reply that is all of a chunk", () => {
  assertEquals(read("200 result=1\n"), { status: 200, result: "1", text: "" });
  assertEquals(read("200 result=\n"), { status: 200, result: "", text: "" });
  assertEquals(read("200 result= (timeout)\n"), { status: 200, result: "", text: "(timeout)" });
  assertEquals(read("200 result=0 endpos=8000\n"), {
    ...{ status: 200, result: "0", text: "endpos=8000" },
  });
  assertEquals(read("200 result=1 (a (b) c)\n", { freeText: true })?.text, "(a (b) c)");
  assertEquals(read("200 result=1 (abc-token)\n", { sentinel: "-token" })?.text, "(abc-token)");
});

Deno.test("readWholeReply() leaves to others what is not one whole reply", () => {
  const others: [text: string, shape?: ReplyShape][] = [
    ["200 result=1"],
    ["200 result="],
    ["\n"],
    [""],
    ["200 result=1\nHANGUP\n"],
    ["HANGUP\n"],
    ["100 result=0 Trying...\n"],
    ["511 Command Not Permitted on a dead channel or intercept routine\n"],
    ["520-Invalid command syntax.\n"],
    ["200 Result=1\n"],
    ["200 result=1 (begins\n", { freeText: true }],
    ["200 result=1 (\n", { freeText: true }],
    ["200 result=1 (abc)\n", { sentinel: "-token" }],
    ["200 result=1\n", { usageFollows: "1" }],
    [`200 result=1 (${"x".repeat(1400)})\n`, { freeText: true }],
  ];
  for (const [text, shape] of others) assertEquals(read(text, shape), undefined, text);
});

/** What the reader makes of one chunk; `undefined` if the reply may go on, or something follows. */
function readByLines(chunk: Uint8Array, shape: ReplyShape): ReturnType<typeof readWholeReply> {
  const lines = new Lines(1 << 20);
  const reader = new ReplyReader(shape, 1 << 20);
  lines.feed(chunk);
  const steps: string[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    try {
      steps.push(reader.push(decodeText(line), lines.mayGoOn));
    } catch {
      return undefined;
    }
  }
  return steps.length === 1 && steps[0] === "done" ? reader.reply : undefined;
}

Deno.test("readWholeReply() reads nothing that a ReplyReader would read otherwise", () => {
  const piece = fc.constantFrom(
    ..."200 result=;200;result=;1;0;-1; ;(;);();endpos=8;(timeout);HANGUP;\n;-token;ä;\0;510 x;100 y"
      .split(";"),
  );
  const shape = fc.constantFrom<ReplyShape>(
    {},
    { freeText: true },
    { usageFollows: "1" },
    { sentinel: "-token" },
    { freeText: true, sentinel: "-token" },
  );
  let whole = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), shape, (pieces, usual, shape) => {
      const text = usual ? `200 result=${pieces.join("")}\n` : pieces.join("");
      const fast = read(text, shape);
      if (fast === undefined) return;
      whole++;
      assertEquals(fast, readByLines(encoder.encode(text), shape));
    }),
    { numRuns: 5000 },
  );
  assert(whole > 500, `${whole}`);
});
