import { assert, assertEquals } from "@std/assert";
import { AfterHangup, Channel } from "../../src/channel.ts";
import * as commands from "../../src/commands/mod.ts";
import { SAMPLES } from "./_samples.ts";

/** Functions that are no command of the protocol, but another way to send one. */
const MORE = ["execRaw", "readVariable"];

const functions = Object.entries(commands)
  .filter(([, value]) => typeof value === "function")
  .map(([name]) => name);

Deno.test("commands has a function for each of the 47 commands, and a few more", () => {
  assertEquals(SAMPLES.length, 47);
  assertEquals(functions.toSorted(), [...SAMPLES.map(({ name }) => name), ...MORE].sort());
});

for (const { name, command, verb, args, dead, stops } of SAMPLES) {
  Deno.test(`${name}() sends ${verb}, ${dead ? "also" : "not"} on a dead channel`, () => {
    assertEquals(command.verb, verb);
    assertEquals(command.args, args);
    assertEquals(command.allowedOnDeadChannel, dead);
    assertEquals(command.interruptible, stops);
  });
}

Deno.test("commands are named after what they send, in camel case", () => {
  const exceptions: Record<string, string> = { "ASYNCAGI BREAK": "asyncAgiBreak" };
  for (const { name, verb } of SAMPLES) {
    const camel = verb.toLowerCase().replaceAll(/ (.)/g, (_, letter) => letter.toUpperCase());
    assertEquals(name, exceptions[verb] ?? camel);
  }
});

Deno.test("Channel has a method for each function, and AfterHangup too", () => {
  for (const name of functions) {
    for (const { prototype } of [Channel, AfterHangup]) {
      assert(typeof Reflect.get(prototype, name) === "function", name);
    }
  }
});

Deno.test("commands are values that hold nothing of a call: making one twice gives the same", () => {
  const { parse: _, ...first } = commands.streamFile("f", { escapeDigits: "1" });
  const { parse: __, ...second } = commands.streamFile("f", { escapeDigits: [1] });
  assertEquals(first, second);
});
