import { assertEquals, assertStringIncludes } from "@std/assert";
import { CLI, Folder, Program } from "../cli/program.ts";
import { isInstalled } from "./installed.ts";

const HANDLER = `export default async (channel, { script, args, query }) => {
  console.log("printed");
  await channel.verbose([script, ...args, query.get("lang")].join());
};
`;

/** A port that is free now: the program that listens there has no way to say which it took. */
function freePort(): number {
  using listener = Deno.listen({ port: 0 });
  return listener.addr.port;
}

Deno.test({
  name: "systemd with Accept=yes starts tipring for each FastAGI call",
  ignore: !isInstalled("systemd-socket-activate"),
  async fn() {
    await using folder = await Folder.make();
    const file = await folder.write("pin.ts", HANDLER);
    const port = freePort();
    await using systemd = new Program(
      ["-l", `127.0.0.1:${port}`, "--inetd", "-a", Deno.execPath(), "run", "-A", CLI, file],
      { command: ["systemd-socket-activate"] },
    );
    await systemd.logged(/^Listening on /);
    using conn = await Deno.connect({ port });
    const lines = "agi_network: yes\nagi_network_script: menu?lang=de\nagi_channel: SIP/1\n" +
      "agi_version: 22.10.1\nagi_arg_1: two words\n\n";
    await conn.write(new TextEncoder().encode(lines));
    const buffer = new Uint8Array(256);
    const count = await conn.read(buffer) ?? 0;
    const command = new TextDecoder().decode(buffer.subarray(0, count));
    assertEquals(command, 'VERBOSE "menu,two words,de" "1"\n');
    await conn.write(new TextEncoder().encode("200 result=1\n"));
    assertEquals(await conn.read(buffer), null);
    assertStringIncludes(systemd.stderr, "\nprinted\n");
  },
});
