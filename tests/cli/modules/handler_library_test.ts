import { assertEquals, assertStringIncludes } from "@std/assert";
import { COMPILED, Folder, Program, run } from "../program.ts";
import { called, PROGRAMS, said, VALUES, write } from "./_handler_runs.ts";

Deno.test("tipring serve gives handlers the library and their project's names, also after SIGHUP", async () => {
  for (const command of Object.values(PROGRAMS)) {
    await using folder = await Folder.make();
    await write(folder, {
      "deno.json": '{ "imports": { "text": "./text.ts" } }',
      "text.ts": 'export default "old";\n',
      "pin.ts": `
import { Channel } from "@tipring/agi";
import text from "text";
export default async (channel) => {
  const { Channel: Late } = await import("@tipring/agi");
  await channel.verbose([text, channel instanceof Channel, Late === Channel].join(" "));
};
`,
    });
    await using program = new Program(["serve", "--port", "0", "pin.ts"], {
      command,
      cwd: folder.path,
    });
    for (const text of ["old", "new"]) {
      await using peer = await program.call("pin");
      assertEquals(await peer.answer("200 result=1\n"), `VERBOSE "${text} true true" "1"`);
      if (text === "new") break;
      await folder.write("text.ts", 'export default "new";\n');
      program.kill("SIGHUP");
      await program.logged(/ reloaded /);
    }
  }
});

Deno.test("tipring serve --watch gives handlers the library as well", async () => {
  for (const [name, command] of Object.entries(PROGRAMS)) {
    await using folder = await Folder.make();
    await write(folder, {
      "pin.ts": VALUES,
      "lib/values.ts": 'export { Channel } from "@tipring/agi";\n' +
        'export { verbose } from "@tipring/agi/commands";\n',
    });
    const args = ["serve", "--port", "0", "--watch", "pin.ts"];
    await using program = new Program(args, { command, cwd: folder.path });
    await using peer = await program.call("pin");
    assertEquals(
      await peer.answer("200 result=1\n"),
      'VERBOSE "AgiHangup simulateCall CallTracer true true true" "1"',
      name,
    );
  }
});

Deno.test("tipring dial, and a file that begins with #!, give a handler the library as well", async () => {
  for (const command of Object.values(PROGRAMS)) {
    await using folder = await Folder.make();
    await write(folder, {
      "pin.ts": VALUES.replace("lib/values.ts", "values.ts"),
      "values.ts": 'export { Channel } from "@tipring/agi";\n' +
        'export { verbose } from "@tipring/agi/commands";\n',
    });
    const dialed = await run(["dial", "pin.ts", "--json"], { command, cwd: folder.path });
    assertStringIncludes(dialed.stdout, "AgiHangup simulateCall CallTracer true true true");
    assertEquals(dialed.code, 0, dialed.stderr);

    const text = await Deno.readTextFile(`${folder.path}/pin.ts`);
    const file = await folder.write(
      "script.ts",
      `#!/usr/bin/env -S ${command.join(" ")}${text}`,
      0o755,
    );
    const end = await called([], { command: [file] });
    assertEquals(said(end), ["AgiHangup simulateCall CallTracer true true true"], end.stderr);
  }
});

Deno.test({
  name: "tipring runs nothing that somebody has put where a compiled program keeps its files",
  ignore: COMPILED === undefined,
  async fn() {
    await using folder = await Folder.make();
    const root = "/tmp/deno-compile-tipring";
    await Deno.mkdir(root); // Fails where it exists: what is there is not the test's.
    try {
      const planted = `await Deno.writeTextFile(${JSON.stringify(`${folder.path}/ran`)}, "");\n`;
      for (const name of ["mod.ts", "mod.js", "cli.ts", "cli.js", "agi.ts", "deno.json"]) {
        await Deno.writeTextFile(`${root}/${name}`, planted);
      }
      await Deno.writeTextFile("/tmp/deno-compile-tipring.cache", planted, { createNew: true });
      const file = await folder.write(
        "pin.ts",
        VALUES.replace(/^.*values.ts.*$/m, "").replace(/, Channel === .*\]/, "]"),
      );
      const end = await called([file], {});
      assertEquals(said(end), ["AgiHangup simulateCall CallTracer true"], end.stderr);
      assertEquals(await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name), [
        "pin.ts",
      ]);
      assertEquals(await Deno.readTextFile("/tmp/deno-compile-tipring.cache"), planted);
    } finally {
      await Deno.remove(root, { recursive: true });
      await Deno.remove("/tmp/deno-compile-tipring.cache").catch(() => {});
    }
  },
});
