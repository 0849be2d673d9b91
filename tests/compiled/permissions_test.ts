/**
 * The least that the program needs, and what a handler cannot do then.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { CLI, COMPILED, Folder, Program } from "../cli/program.ts";
import { Build } from "./build.ts";

/** What a handler tries, and its answers. */
const TRIES = `
const tries = {
  read: () => Deno.readTextFile("/etc/hostname"),
  write: () => Deno.writeTextFile("written", ""),
  connect: () => Deno.connect({ hostname: "127.0.0.2", port: 9 }),
  run: () => new Deno.Command("true").output(),
  env: () => Deno.env.get("HOME"),
  ffi: () => Deno.dlopen("libc.so.6", {}),
  native: () => process.dlopen({ exports: {} }, "/none.node"),
};
async function outcome([name, attempt]) {
  try {
    await attempt();
    return name + " done";
  } catch (error) {
    return name + " " + error.name;
  }
}
export default async (channel) => {
  const outcomes = [];
  for (const attempt of Object.entries(tries)) outcomes.push(await outcome(attempt));
  await channel.verbose(outcomes.join(", "));
};
`;

const REFUSED = "read NotCapable, write NotCapable, connect NotCapable, run NotCapable, " +
  "env NotCapable, ffi NotCapable, native NotCapable";

/** Calls the program with these permissions for Deno. */
async function withPermissions(
  folder: Folder,
  permissions: readonly string[],
  use: (command: readonly [string, ...string[]]) => Promise<void>,
): Promise<void> {
  if (COMPILED === undefined) {
    await use([Deno.execPath(), "run", "--no-prompt", "--unstable-net", ...permissions, CLI]);
  } else {
    await using build = await Build.make(permissions, folder.path);
    await use([build.program]);
  }
}

Deno.test("tipring runs a script with leave to read its handlers only, and so does the handler", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", TRIES);
  await withPermissions(folder, [`--allow-read=${folder.path}`], async (command) => {
    await using program = new Program([file], { command, cwd: folder.path });
    await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
    assertEquals(await program.peer.answer("200 result=1\n"), `VERBOSE "${REFUSED}" "1"`);
    assertEquals((await program.end()).code, 0);
  });
});

Deno.test("tipring serve needs leave to listen besides, and its figures are true then", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", TRIES);
  const permissions = [`--allow-read=${folder.path}`, "--allow-net=127.0.0.1"];
  await withPermissions(folder, permissions, async (command) => {
    const args = ["serve", "--port", "0", "--admin", "0", file];
    await using program = new Program(args, { command, cwd: folder.path });
    await using peer = await program.call("pin");
    assertEquals(await peer.answer("200 result=1\n"), `VERBOSE "${REFUSED}" "1"`);
    const [, port] = /port=(\d+)/.exec(await program.logged(/admin interface/)) ?? [];
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
      headers: { connection: "close" },
    });
    const text = await response.text();
    // The rest stands in files of the system, which Deno keeps from a program with fewer permissions.
    assertMatch(text, /^process_resident_memory_bytes [1-9]\d*$/m);
    assertEquals(
      text.match(/^process_(open_fds|virtual_memory_bytes|start_time_seconds) 0$/gm),
      null,
    );
  });
});
