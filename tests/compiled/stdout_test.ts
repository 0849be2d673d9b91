import { assertEquals } from "@std/assert";
import { COMPILED, Folder, Program } from "../cli/program.ts";
import { Build } from "./build.ts";

Deno.test({
  name: "an executable built with -A keeps descriptor 1 of a script from Asterisk",
  ignore: Deno.build.os !== "linux" || COMPILED === undefined,
  async fn() {
    await using folder = await Folder.make();
    const file = await folder.write(
      "stray.ts",
      `
import fs from "node:fs";

export default async (channel) => {
  fs.writeSync(1, "fs.writeSync\\n");
  await new Deno.Command("echo", { args: ["child"], stdout: "inherit" }).spawn().status;
  await channel.noop();
};
`,
    );
    await using build = await Build.make(["-A"]);
    await using program = new Program([file], { command: [build.program] });
    await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
    assertEquals(await program.peer.answer("200 result=0\n"), "NOOP");
    const { code, stdout, stderr } = await program.end();
    assertEquals([code, stdout, stderr], [0, "NOOP\n", "fs.writeSync\nchild\n"]);
  },
});
