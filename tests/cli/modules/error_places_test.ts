import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, pathOf, Program } from "../program.ts";
import { programs } from "./_programs.ts";

/** Lets an error of the library come from inside a method, and shows what it and its class are. */
const HANDLER = `
import * as agi from "@tipring/agi";
import * as audio from "@tipring/agi/audio";
import * as commands from "@tipring/agi/commands";
import * as ivr from "@tipring/agi/ivr";
export default async (channel) => {
  try {
    await channel.setVariable("NAME", "two\\nlines");
  } catch (error) {
    console.log(error.stack);
  }
  const classes = Object.entries({ ...agi, ...audio, ...commands, ...ivr })
    .filter(([name]) => /^[A-Z][a-z]/.test(name));
  console.log(classes.length > 20, "renamed:", classes.filter(([name, value]) => value.name !== name));
  await channel.answer();
};
`;

const ENVIRONMENT = "agi_request: a\nagi_channel: SIP/1\nagi_uniqueid: 1.1\n\n";

Deno.test("an error names the classes, files and lines of the sources however tipring runs", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("handler.ts", HANDLER);
  const source = await Deno.readTextFile(pathOf("../../src/channel_methods.ts"));
  const line = source.split("\n").findIndex((line) =>
    line.includes("return this.execute(command);")
  );
  assert(line > 0);
  for (const [name, command] of Object.entries(await programs(folder))) {
    await using program = new Program([file], { command });
    await program.peer.say(ENVIRONMENT);
    assertEquals(await program.peer.line(), "ANSWER", name);
    await program.peer.say("200 result=0\n");
    const { code, stderr } = await program.end();
    assertEquals(code, 0, stderr);
    assertMatch(
      stderr,
      new RegExp(`Channel\\.value \\(\\w+://.*/src/channel_methods\\.ts:${line + 1}:`),
      name,
    );
    assertMatch(stderr, /^ +at Channel\.execute \(/m, name);
    assertMatch(stderr, /^true renamed: \[\]$/m, name);
  }
});

Deno.test("the bundle of the program is made without a warning", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", pathOf("../../scripts/bundle.ts")],
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
});
