import { assertEquals, assertThrows } from "@std/assert";
import { databaseDel, databaseDeltree, databaseGet, databasePut } from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";

Deno.test("databaseGet() gives the value, and null for no such key", () => {
  const command = databaseGet("f", "k");
  assertEquals(answer(command, "200 result=1 (v)"), "v");
  assertEquals(answer(command, "200 result=1 ()"), "");
  assertEquals(answer(command, "200 result=0"), null);
  assertThrows(() => answer(command, "200 result=-1"), AgiAppError, "DATABASE GET failed");
  assertThrows(() => answer(command, "200 result=1"), AgiUnknownError);
  assertThrows(() => answer(command, "200 result=2 (v)"), AgiUnknownError);
});

Deno.test("databaseGet() gives values that hold anything", () => {
  for (const value of ['v 2 (x) "q"', ")", "a\nb", "x)\n200 result=0\n", "HANGUP\nx"]) {
    assertEquals(answer(databaseGet("f", "k"), `200 result=1 (${value})`), value);
  }
  assertEquals(answerIn("database", "DATABASE GET labf k2", databaseGet("f", "k")), 'v 2 (x) "q"');
  assertEquals(answerIn("database", "DATABASE GET labf utf", databaseGet("f", "k")), "grüße");
  assertEquals(answerIn("database", "DATABASE GET labf empty", databaseGet("f", "k")), "");
  assertEquals(answerIn("database", "DATABASE GET labf none", databaseGet("f", "k")), null);
});

Deno.test("databasePut() and databaseDel() fail by 0", () => {
  for (const command of [databasePut("f", "k", 1), databaseDel("f", "k")]) {
    assertEquals(answer<void>(command, "200 result=1"), undefined);
    assertThrows(() => answer<void>(command, "200 result=0"), AgiAppError, "AstDB did not");
    assertThrows(() => answer<void>(command, "200 result=2"), AgiUnknownError);
  }
  // A key that is not there is deleted as well.
  assertEquals(answerIn("database", "DATABASE DEL labf k1", databaseDel("f", "k"), 1), undefined);
});

Deno.test("databaseDeltree() tells whether something was deleted: 0 on the wire", () => {
  const command = databaseDeltree("f");
  assertEquals(answer(command, "200 result=0"), true);
  assertEquals(answer(command, "200 result=1"), false);
  assertThrows(() => answer(command, "200 result=-1"), AgiUnknownError);
  assertEquals(answerIn("database", "DATABASE DELTREE labf a", databaseDeltree("f", "a")), true);
  assertEquals(answerIn("database", "DATABASE DELTREE labf", command), true);
  assertEquals(answerIn("database", "DATABASE DELTREE labf", command, 1), false);
  assertEquals(databaseDeltree("f").args, ["f"]);
});

Deno.test("databaseDeltree() refuses what would delete the whole database", () => {
  assertThrows(
    () => databaseDeltree(""),
    TypeError,
    'Invalid family "": must be a non-empty string',
  );
  assertThrows(() => databaseDeltree("", "k"), TypeError, 'Invalid family ""');
  assertThrows(() => databaseDeltree("f", ""), TypeError, 'Invalid keytree ""');
  // Asterisk 16 and 22 delete everything at DELTREE "%".
  assertThrows(() => databaseDeltree("%"), TypeError, 'Invalid family "%": must not contain %');
  assertThrows(() => databaseDeltree("f", "a%"), TypeError, 'Invalid keytree "a%"');
  assertThrows(
    () => databaseDeltree(undefined as unknown as string),
    TypeError,
    "Invalid family undefined",
  );
});

Deno.test("database commands refuse empty names", () => {
  const makers = [
    [() => databaseGet("", "k"), "family"],
    [() => databaseGet("f", ""), "key"],
    [() => databasePut("", "k", "v"), "family"],
    [() => databasePut("f", "", "v"), "key"],
    [() => databaseDel("", "k"), "family"],
    [() => databaseDel("f", ""), "key"],
  ] as const;
  for (const [make, name] of makers) {
    assertThrows(make, TypeError, `Invalid ${name} "": must be a non-empty string`);
  }
});
