import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { AgiProtocolError } from "../../src/errors.ts";
import { Lines } from "../../src/protocol/lines.ts";
import { splits } from "../testdata/splits.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Reads all lines of chunks that share one buffer, as a BYOB reader hands them over. */
function read(chunks: Uint8Array[], limit = 100): string[] {
  const lines = new Lines(limit);
  const shared = new Uint8Array(Math.max(0, ...chunks.map((chunk) => chunk.length)));
  const texts: string[] = [];
  for (const chunk of chunks) {
    shared.fill(0x3f);
    shared.set(chunk);
    lines.feed(shared.subarray(0, chunk.length));
    for (let line = lines.next(); line; line = lines.next()) texts.push(decoder.decode(line));
  }
  return texts;
}

Deno.test("Lines cuts at newlines only, however the bytes come", () => {
  const bytes = encoder.encode("agi_x: y\r\n\n\u2028ä\0b\ng\nunfinished");
  for (const { name, cut } of splits()) {
    assertEquals(read(cut(bytes)), ["agi_x: y\r", "", "\u2028ä\0b", "g"], name);
  }
});

Deno.test("Lines takes a line as long as the limit, and refuses a longer one", () => {
  for (const { cut } of splits()) {
    assertEquals(read(cut(encoder.encode("12345\n")), 5), ["12345"]);
    assertThrows(
      () => read(cut(encoder.encode("123456\n")), 5),
      AgiProtocolError,
      "A line from Asterisk exceeds 5 bytes",
    );
  }
});

Deno.test("Lines refuses a line without end before its end has come", () => {
  assertThrows(() => read([encoder.encode("123456")], 5), AgiProtocolError);
});

Deno.test("Lines looks at each byte of a long line once", () => {
  const lines = new Lines(4_000_000);
  let looked = 0;
  class Counted extends Uint8Array {
    override indexOf(value: number, from: number): number {
      looked += this.length - from;
      return super.indexOf(value, from);
    }
  }
  for (let count = 0; count < 100_000; count++) {
    lines.feed(new Counted(10).fill(0x61));
    assertEquals(lines.next(), undefined);
  }
  lines.feed(encoder.encode("\n"));
  assertEquals(lines.next()?.length, 1_000_000);
  assertLess(looked, 2_100_000);
});

Deno.test("Lines.mayGoOn tells whether more than the HANGUP lines of an ended call follow", () => {
  const cases: [string, boolean][] = [
    ["a\n", false],
    ["a\nHANGUP\n", false],
    ["a\nHANGUP\nHANGUP\n", false],
    ["a\nHANG", false],
    ["a\nHANGUPS\n", true],
    ["a\nb", true],
    ["a\n\n", true],
    // A stored value of HANGUP lines ended a living call: Asterisk says it twice at most.
    ["a\nHANGUP\nHANGUP\nHANGUP\n", true],
  ];
  for (const [text, expected] of cases) {
    const lines = new Lines(100);
    lines.feed(encoder.encode(text));
    lines.next();
    assertEquals(lines.mayGoOn, expected, JSON.stringify(text));
  }
});

Deno.test("Lines.mayGoOn takes a line of more bytes than fit one packet for one that may", () => {
  for (const [text, expected] of [["ß".repeat(700), false], ["ß".repeat(701), true]] as const) {
    for (const { cut } of splits()) {
      const lines = new Lines(2000);
      for (const chunk of cut(encoder.encode(`${text}\n`))) {
        lines.feed(chunk);
        lines.next();
      }
      assertEquals(lines.mayGoOn, expected);
    }
  }
});
