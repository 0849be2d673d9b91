import { assertEquals, assertStringIncludes } from "@std/assert";
import { printError } from "../../src/server/_print_error.ts";

Deno.test("printError() names the call and the cause, without characters that a terminal obeys", () => {
  const { error } = console;
  const lines: unknown[] = [];
  console.error = (line) => lines.push(line);
  try {
    const failure = new Error("no balance", { cause: new TypeError("bad gateway \x1b[2J") });
    const call = { id: 7, peer: "127.0.0.1:5", channel: "", uniqueId: "", script: "pin\x1b[2J" };
    printError(failure, call);
  } finally {
    console.error = error;
  }
  const [text] = lines;
  assertEquals(lines.length, 1);
  assertStringIncludes(`${text}`, "tipring: call 7 from 127.0.0.1:5 (");
  assertStringIncludes(`${text}`, "failed: Error: no balance");
  assertStringIncludes(`${text}`, "Caused by: TypeError: bad gateway");
  assertEquals(`${text}`.includes("\x1b"), false);
});
