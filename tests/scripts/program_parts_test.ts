import { assertEquals } from "@std/assert";
import { bundleParts } from "../../scripts/program_parts.ts";
import { Folder, Program } from "../cli/program.ts";

const PLAIN = "export default (channel) => channel.noop();\n";

/** Imports values from each entry point that handlers use during calls. */
const WITH_LIBRARY = `
import { AgiHangup } from "@tipring/agi";
import { dial } from "@tipring/agi/applications";
import { openAudio } from "@tipring/agi/audio";
import { noop } from "@tipring/agi/commands";
import { menu } from "@tipring/agi/ivr";
export default async (channel) => {
  if ([AgiHangup, dial, openAudio, menu].every((value) => typeof value === "function")) {
    await channel.execute(noop());
  }
};
`;

/** Runs a script with the bundle in a folder. Returns its exit status and what it wrote. */
async function run(bundle: string, file: string): Promise<[code: number, ...output: string[]]> {
  await using program = new Program([file], {
    command: [Deno.execPath(), "run", "-A", `${bundle}/tipring.js`],
  });
  await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
  await program.peer.answer("200 result=0\n");
  const { code, stdout, stderr } = await program.end();
  return [code, stdout, stderr];
}

Deno.test("a script of the bundle reads only the files that it needs", async () => {
  await using folder = await Folder.make();
  const bundle = `${folder.path}/bundle`;
  await bundleParts({ entry: "cli.ts", handlers: [] }, bundle);
  const plain = await folder.write("plain.ts", PLAIN);
  const withLibrary = await folder.write("with_library.ts", WITH_LIBRARY);
  await Deno.remove(`${bundle}/rest.js`);
  await Deno.remove(`${bundle}/hooks.js`);
  assertEquals(await run(bundle, withLibrary), [0, "NOOP\n", ""]);
  for (const file of ["tipring.js", "library.js"]) {
    // Any of Node's modules takes longer than all else.
    const code = await Deno.readTextFile(`${bundle}/${file}`);
    assertEquals(code.match(/__require\("|^import .*"node:/gm), null, file);
  }
  // V8 builds the sets of these where it parses them, see src/protocol/text.ts.
  const code = await Deno.readTextFile(`${bundle}/tipring.js`);
  assertEquals(code.match(/\\p\{\w+/g), null);
  await Deno.remove(`${bundle}/library.js`);
  assertEquals(await run(bundle, plain), [0, "NOOP\n", ""]);
});

Deno.test("bundleParts() puts each class into one file", async () => {
  await using folder = await Folder.make();
  await bundleParts({ entry: "cli.ts", handlers: [] }, folder.path);
  const names: string[] = [];
  for (const file of ["tipring", "library", "hooks", "rest"]) {
    const code = await Deno.readTextFile(`${folder.path}/${file}.js`);
    for (const [, assigned, declared] of code.matchAll(/(\w+) = class\b|^ *class (\w+)/gm)) {
      names.push(assigned ?? declared ?? "");
    }
  }
  for (const name of ["Session", "Channel", "AgiHangup", "Router", "FastAgiServer", "Recorder"]) {
    assertEquals(names.filter((other) => other === name).length, 1, name);
  }
});
