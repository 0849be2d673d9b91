import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeCommand, MAX_WORDS } from "../../src/protocol/request.ts";
import { fromBytes, fromText } from "./binary.ts";
import { StdioBuffer } from "./stdio_buffer.ts";
import { parseArgs } from "./tokenizer.ts";

/** Arbitrary text, mostly of what is dangerous in a command line, lone surrogates included. */
const text = fc.array(
  fc.oneof(
    fc.constantFrom(
      ..."\"\\ \t'(){}$,;|#\0\r\n\u00a0\u2028\ufeff",
      "\ud800",
      "\udfff",
      "\u{1f44b}",
    ),
    fc.string({ unit: "binary" }),
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

Deno.test("encodeCommand() is read back by Asterisk's tokenizer as it was meant", () => {
  const args = fc.array(text.map((arg) => arg.replaceAll(/[\0\r\n]/g, "")), { maxLength: 6 });
  fc.assert(
    fc.property(args, (args) => {
      const line = fromBytes(encodeCommand({ verb: "SET VARIABLE", args }, 8190));
      const expected = args.map((arg) => fromText(arg.toWellFormed()));
      assertEquals(parseArgs(line.slice(0, -1)), ["SET", "VARIABLE", ...expected]);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("encodeCommand() makes exactly one line, or refuses what no line can hold", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (args) => {
      const encode = () => encodeCommand({ verb: "NOOP", args }, 8190);
      if (args.some((arg) => /[\0\r\n]/.test(arg))) {
        assertThrows(encode, TypeError, "AGI has no way to write");
      } else {
        const stdio = new StdioBuffer(8192);
        const bytes = encode();
        stdio.push(bytes);
        assertEquals(stdio.next(), fromBytes(bytes));
        assertEquals(stdio.next(), undefined);
      }
    }),
    { numRuns: 5000 },
  );
});

for (const [limit, most] of [[8192, 8190], [2048, 2046]] as const) {
  Deno.test(`encodeCommand() of at most ${most} bytes is one line for a buffer of ${limit}`, () => {
    fc.assert(
      fc.property(fc.integer({ min: most - 40, max: most + 40 }), (length) => {
        const encode = () => encodeCommand({ verb: "NOOP", args: ["x".repeat(length - 7)] }, most);
        if (length > most) return void assertThrows(encode, RangeError, "bytes");
        const stdio = new StdioBuffer(limit);
        stdio.push(encode());
        assertEquals(stdio.next()?.length, length + 1);
        assertEquals(stdio.readable, false);
      }),
    );
  });
}

Deno.test("encodeCommand() never makes more words than Asterisk has places for", () => {
  fc.assert(
    fc.property(fc.integer({ min: MAX_WORDS - 10, max: 300 }), (words) => {
      const encode = () => encodeCommand({ verb: "NOOP", args: Array(words - 1).fill("") }, 8190);
      if (words > MAX_WORDS) return void assertThrows(encode, RangeError, "words");
      assertEquals(parseArgs(fromBytes(encode()).slice(0, -1)).length, words);
    }),
  );
});
