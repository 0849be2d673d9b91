import { assertEquals } from "@std/assert";
import { StdioBuffer } from "../../src/asterisk/stdio_buffer.ts";

const encoder = new TextEncoder();

Deno.test("StdioBuffer hides a second line that came with the first until more comes", () => {
  const stdio = new StdioBuffer(8192);
  stdio.push(encoder.encode("one\ntwo\n"));
  assertEquals(stdio.readable, true);
  assertEquals(stdio.next(), "one\n");
  assertEquals(stdio.readable, false);
  stdio.push(encoder.encode("three\n"));
  assertEquals([stdio.readable, stdio.next()], [true, "two\n"]);
  assertEquals([stdio.readable, stdio.next()], [true, "three\n"]);
  stdio.end();
  assertEquals([stdio.readable, stdio.next()], [true, ""]);
});

for (const limit of [2048, 8192]) {
  Deno.test(`StdioBuffer splits lines of more than ${limit - 1} bytes`, () => {
    const stdio = new StdioBuffer(limit);
    stdio.push(encoder.encode(`${"x".repeat(limit + 8)}\n`));
    stdio.end();
    assertEquals(stdio.next(), "x".repeat(limit - 1));
    assertEquals(stdio.next(), `${"x".repeat(9)}\n`);
    assertEquals(stdio.next(), "");
  });
}
