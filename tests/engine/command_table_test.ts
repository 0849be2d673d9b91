import { assertEquals } from "@std/assert";
import { COMMANDS, findCommand } from "../../src/asterisk/command_table.ts";
import { SAMPLES } from "../commands/_samples.ts";

Deno.test("COMMANDS are those that the library sends, and know which run on a dead channel", () => {
  const theirs = SAMPLES.map(({ command: { verb, allowedOnDeadChannel } }) =>
    `${verb}: ${allowedOnDeadChannel}`
  );
  const ours = Object.entries(COMMANDS).map(([verb, { dead }]) => `${verb}: ${dead}`);
  assertEquals(ours.length, 47);
  assertEquals(ours.sort(), [...new Set(theirs)].sort());
});

Deno.test("findCommand() finds a command by its words, whatever their case", () => {
  const verbOf = (...words: string[]) => findCommand(words)?.verb;
  assertEquals(verbOf("Control", "stream", "FILE", "x"), "CONTROL STREAM FILE");
  assertEquals(verbOf("STREAM FILE", "x"), undefined);
  assertEquals(verbOf("constructor"), undefined);
  assertEquals(findCommand(["NOOP", "a", "b"])?.args, ["a", "b"]);
});
