import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { commandLine, MAX_WORDS } from "../../src/protocol/request.ts";
import { fromBytes, fromText } from "../../src/protocol/binary.ts";
import { StdioBuffer } from "../../src/asterisk/stdio_buffer.ts";
import { parseArgs } from "../../src/protocol/split_words.ts";

/** The bytes of a command, for an Asterisk of this version. */
function encode(
  command: Parameters<typeof commandLine>[0],
  version = "22.10.1",
): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(commandLine(command, () => version));
}

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

Deno.test("commandLine() is read back by Asterisk's tokenizer as it was meant", () => {
  const args = fc.array(text.map((arg) => arg.replaceAll(/[\0\r\n]/g, "")), { maxLength: 6 });
  fc.assert(
    fc.property(args, (args) => {
      const line = fromBytes(encode({ verb: "SET VARIABLE", args }));
      const expected = args.map((arg) => fromText(arg.toWellFormed()));
      assertEquals(parseArgs(line.slice(0, -1)), ["SET", "VARIABLE", ...expected]);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("commandLine() makes exactly one line, or refuses what no line can hold", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (args) => {
      const encoded = () => encode({ verb: "NOOP", args });
      if (args.some((arg) => /[\0\r\n]/.test(arg))) {
        assertThrows(encoded, TypeError, "AGI cannot escape it");
      } else {
        const stdio = new StdioBuffer(8192);
        const bytes = encoded();
        stdio.push(bytes);
        assertEquals(stdio.next(), fromBytes(bytes));
        assertEquals(stdio.next(), undefined);
      }
    }),
    { numRuns: 5000 },
  );
});

for (const [limit, most, version] of [[8192, 8190, "22.10.1"], [2048, 2046, "16.28.0"]] as const) {
  Deno.test(`commandLine() of at most ${most} bytes is one line for a buffer of ${limit}`, () => {
    fc.assert(
      fc.property(fc.integer({ min: most - 40, max: most + 40 }), (length) => {
        const encoded = () => encode({ verb: "NOOP", args: ["x".repeat(length - 7)] }, version);
        if (length > most) return void assertThrows(encoded, RangeError, "bytes");
        const stdio = new StdioBuffer(limit);
        stdio.push(encoded());
        assertEquals(stdio.next()?.length, length + 1);
        assertEquals(stdio.readable, false);
      }),
    );
  });
}

Deno.test("commandLine() never makes more words than Asterisk has places for", () => {
  fc.assert(
    fc.property(fc.integer({ min: MAX_WORDS - 10, max: 300 }), (words) => {
      const encoded = () => encode({ verb: "NOOP", args: Array(words - 1).fill("") });
      if (words > MAX_WORDS) return void assertThrows(encoded, RangeError, "words");
      assertEquals(parseArgs(fromBytes(encoded()).slice(0, -1)).length, words);
    }),
  );
});
