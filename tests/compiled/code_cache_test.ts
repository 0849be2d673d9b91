import { assertEquals, assertMatch } from "@std/assert";
import { Folder, Program } from "../cli/program.ts";
import { Build, CAN_COMPILE } from "./build.ts";

Deno.test({
  name: "deno task compile keeps compiled code in a file only with --code-cache",
  ignore: !CAN_COMPILE,
  async fn() {
    for (const [args, kept] of [[[], 0], [["--code-cache"], 1]] as const) {
      await using folder = await Folder.make();
      const file = await folder.write("pin.ts", "export default (channel) => channel.noop();\n");
      await Deno.mkdir(`${folder.path}/tmp`);
      await using build = await Build.make(args);
      // The first call leaves the file, the second reads it.
      for (let call = 0; call < 2; call++) {
        await using program = new Program([file], {
          command: [build.program],
          env: { TMPDIR: `${folder.path}/tmp` },
        });
        await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
        assertEquals(await program.peer.answer("200 result=0\n"), "NOOP");
        assertEquals((await program.end()).code, 0);
        const files = Array.from(Deno.readDirSync(`${folder.path}/tmp`), ({ name }) => name);
        assertEquals(files.length, kept, files.join());
        for (const name of files) assertMatch(name, /^deno-compile-.*\.cache$/);
      }
    }
  },
});
