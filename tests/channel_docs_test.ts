import { assertEquals } from "@std/assert";
import * as commands from "../src/commands/mod.ts";
import { SAMPLES } from "./commands/_samples.ts";

/** The rows of the table in the documentation of the class, as method and AGI command. */
function readIndex(): [method: string, verb: string][] {
  const source = Deno.readTextFileSync(new URL("../src/channel.ts", import.meta.url));
  const end = source.indexOf("export class Channel ");
  const comment = source.slice(source.lastIndexOf("/**", end), end);
  return [...comment.matchAll(/^ \* \| `(\w+)` \| `([A-Z ]+)` \| \S.* \|$/gm)]
    .map(([, method = "", verb = ""]) => [method, verb]);
}

Deno.test("Channel documents each command in its index, and nothing else", () => {
  const functions = Object.entries(commands)
    .flatMap(([name, value]) => typeof value === "function" ? [name] : []);
  assertEquals(readIndex().map(([method]) => method), functions.toSorted());
});

Deno.test("Channel documents the AGI command that each method sends", () => {
  const verbs = new Map(SAMPLES.map(({ name, verb }) => [name, verb]));
  verbs.set("execRaw", commands.execRaw("A").verb);
  verbs.set("readVariable", commands.readVariable("A").verb);
  for (const [method, verb] of readIndex()) assertEquals(verbs.get(method), verb, method);
});
