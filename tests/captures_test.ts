import { assertEquals, assertThrows } from "@std/assert";
import { parseCapture, readCapture, readCaptures } from "./testdata/captures.ts";

const decoder = new TextDecoder();

Deno.test("parseCapture() tells entries, exchanges and streams apart", () => {
  const capture = parseCapture(
    "name",
    "# scenario: name\n< agi_x: y\\n\n< \\n\n> NO\n# t=+1.50\n> OP \\x00\\\\\\t\\n\n" +
      "< 200 result=0\\n\n< HANGUP\\r\\n\n> \\xc3\\xbc\n",
  );
  assertEquals(capture.comments, ["scenario: name"]);
  assertEquals(capture.entries.map((entry) => entry.kind), [
    "comment",
    "received",
    "received",
    "sent",
    "time",
    "sent",
    "received",
    "received",
    "sent",
  ]);
  assertEquals(capture.entries[4], { kind: "time", seconds: 1.5 });
  assertEquals(
    capture.exchanges.map(({ sent, received }) => [decoder.decode(sent), decoder.decode(received)]),
    [
      ["", "agi_x: y\n\n"],
      ["NOOP \0\\\t\n", "200 result=0\nHANGUP\r\n"],
      ["ü", ""],
    ],
  );
  assertEquals(decoder.decode(capture.received), "agi_x: y\n\n200 result=0\nHANGUP\r\n");
  assertEquals(decoder.decode(capture.sent), "NOOP \0\\\t\nü");
});

Deno.test("parseCapture() refuses what is no capture", () => {
  assertThrows(() => parseCapture("name", "200 result=0"), TypeError, "Invalid line");
  assertThrows(() => parseCapture("name", "< \\q"), TypeError, "Invalid escape \\q in a recording");
});

Deno.test("readCaptures() reads every capture to its last byte", () => {
  const captures = readCaptures();
  assertEquals(captures.length, 203);
  for (const { exchanges, received, sent } of captures) {
    assertEquals(exchanges.reduce((sum, part) => sum + part.received.length, 0), received.length);
    assertEquals(exchanges.reduce((sum, part) => sum + part.sent.length, 0), sent.length);
  }
});

Deno.test("readCapture() gives values as they were on the wire", () => {
  const { exchanges } = readCapture("setvar");
  const sent = exchanges.map((part) => decoder.decode(part.sent));
  assertEquals(sent.includes('SET VARIABLE Q "back\\\\slash"\n'), true);
});
