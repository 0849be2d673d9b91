import { assertEquals } from "@std/assert";
import { Folder, Program } from "../cli/program.ts";
import { Build, CAN_COMPILE } from "./build.ts";

const PIN = `
import { Channel } from "@tipring/agi";
import { parse } from "yaml";
import { greeting } from "./greeting.ts";
export default async (channel) => {
  await channel.verbose([greeting, parse("a: b").a, channel instanceof Channel].join(" "));
};
`;

Deno.test({
  name: "deno task compile HANDLER puts a handler, its packages and its route into the program",
  ignore: !CAN_COMPILE,
  async fn() {
    await using folder = await Folder.make();
    await folder.write("deno.json", '{ "imports": { "yaml": "npm:yaml@^2" } }');
    await folder.write("greeting.ts", 'export const greeting: string = "hello";\n');
    await folder.write("pin.ts", PIN);
    await folder.write(
      "menu.ts",
      "export default (channel, { match }) =>\n" +
        "  channel.verbose(match.pathname.groups.lang);\n",
    );
    await using build = await Build.make(["pin.ts", "/menu/:lang=menu.ts"], folder.path);
    for (const name of ["deno.json", "greeting.ts", "pin.ts", "menu.ts"]) {
      await Deno.remove(`${folder.path}/${name}`);
    }
    const options = { command: [build.program], cwd: folder.path } as const;

    await using script = new Program(["pin.ts"], options);
    await script.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
    assertEquals(await script.peer.answer("200 result=1\n"), 'VERBOSE "hello b true" "1"');
    assertEquals((await script.end()).code, 0);

    await using server = new Program(["serve", "--port", "0", "pin.ts", "menu.ts"], options);
    for (const [path, text] of [["pin", "hello b true"], ["menu/de", "de"]] as const) {
      await using peer = await server.call(path);
      assertEquals(await peer.answer("200 result=1\n"), `VERBOSE "${text}" "1"`);
    }
  },
});
