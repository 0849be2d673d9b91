import { assertEquals, assertThrows } from "@std/assert";
import { MAX_ARGS, parseArgs } from "../../src/protocol/split_words.ts";

Deno.test("parseArgs() throws where Asterisk writes beyond its table", () => {
  assertEquals(parseArgs("a ".repeat(300)).length, MAX_ARGS - 1);
  assertEquals(parseArgs('"a" '.repeat(MAX_ARGS - 1)).length, MAX_ARGS - 1);
  assertThrows(() => parseArgs('"a" '.repeat(MAX_ARGS)), RangeError, "128 words");
});
