import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, Program } from "../cli/program.ts";
import { Build, CAN_COMPILE } from "./build.ts";

/** A user who owns nothing here, and whose home is missing. */
const NOBODY = { uid: 65534, gid: 65534, env: { HOME: "/nonexistent" } };

/** Runs a script that sends one command. */
async function run(command: string, file: string, env: Record<string, string>): Promise<void> {
  await using program = new Program([file], { command: [command], env });
  await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
  assertEquals(await program.peer.answer("200 result=0\n"), "NOOP");
  const { code, stderr } = await program.end();
  assertEquals([code, stderr], [0, ""]);
}

Deno.test({
  name: "deno task compile keeps compiled code only with --code-cache, and beside the program",
  ignore: !CAN_COMPILE,
  async fn() {
    for (const [args, kept] of [[[], 0], [["--code-cache"], 2]] as const) {
      await using folder = await Folder.make();
      const file = await folder.write("pin.ts", "export default (channel) => channel.noop();\n");
      for (const name of ["tmp", "home", "bin"]) await Deno.mkdir(`${folder.path}/${name}`);
      await using build = await Build.make(args);
      const command = `${folder.path}/bin/tipring`;
      await Deno.copyFile(build.program, command);
      const env = { TMPDIR: `${folder.path}/tmp`, HOME: `${folder.path}/home` };
      // The first call leaves the files, the second reads them.
      for (let call = 0; call < 2; call++) await run(command, file, env);
      assertEquals(Array.from(Deno.readDirSync(env.TMPDIR)), []);
      assertEquals(Array.from(Deno.readDirSync(env.HOME)), []);
      const files = kept === 0 ? [] : Array.from(
        Deno.readDirSync(`${folder.path}/bin/.tipring`),
        ({ name }) => name,
      );
      assertEquals(files.length, kept, files.join());
      for (const name of files) assertMatch(name, /^[\da-f]{16}(\.cache)?$/);
    }
  },
});

Deno.test({
  name: "a program that keeps compiled code runs for a user who can write nowhere, once it has run",
  ignore: !CAN_COMPILE || Deno.uid() !== 0,
  async fn() {
    await using folder = await Folder.make();
    await Deno.chmod(folder.path, 0o755);
    await using build = await Build.make(["--code-cache"]);
    const command = `${folder.path}/tipring`;
    await Deno.copyFile(build.program, command);
    const version = () =>
      new Deno.Command(command, { args: ["--version"], ...NOBODY, cwd: folder.path }).output();
    const before = await version();
    assert(!before.success);
    assertMatch(new TextDecoder().decode(before.stderr), /extraction directory: \/nonexistent\//);
    await new Deno.Command(command, { args: ["--version"] }).output();
    const { success, stdout } = await version();
    assert(success);
    assertMatch(new TextDecoder().decode(stdout), /^tipring \d/);
  },
});
