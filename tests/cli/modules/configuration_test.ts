import { assertEquals, assertMatch } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { Folder, Program, run } from "../program.ts";
import { PROGRAMS, runs, write } from "./_handler_runs.ts";

Deno.test("importHandler() warns where the project asks for another version of the library", async () => {
  for (
    const [version, warning] of [
      [
        "^99.1.0",
        /pin\.ts: the project asks for jsr:@tipring\/agi@\^99\.1\.0, and this program has/,
      ],
      [`^${config.version}`, undefined],
    ] as const
  ) {
    const imports = { "@tipring/agi": `jsr:@tipring/agi@${version}` };
    const config = JSON.stringify({ imports });
    const late = "export default () => import('@tipring/agi');\n";
    const early = 'import { AgiHangup } from "@tipring/agi";\nexport default () => AgiHangup;\n';
    for (
      const [files, file] of [
        [{ "deno.json": config, "pin.ts": late }, "pin.ts"],
        [{ "deno.json": config, "pin.ts": early }, "pin.ts"],
        [{ "deno.jsonc": config, "deep/down/pin.ts": early }, "deep/down/pin.ts"],
      ] as const
    ) {
      for await (const [name, end] of runs(files, file)) {
        if (warning !== undefined) assertMatch(end.stderr, warning, name);
        else assertEquals(end.stderr, "", name);
        assertEquals(end.code, 0, name);
      }
    }
  }
});

Deno.test("tipring serve warns of a configuration that it cannot read, where no import needs it", async () => {
  for (const command of Object.values(PROGRAMS)) {
    await using folder = await Folder.make();
    await write(folder, { "deno.json": "{ oops", "pin.ts": "export default () => {};\n" });
    const args = ["serve", "--port", "0", "pin.ts"];
    await using program = new Program(args, { command, cwd: folder.path });
    await program.logged(
      /pin\.ts: Cannot read the configuration ".*deno\.json": line 1 is not valid/,
    );
    await program.logged(/\blistening\b/);
  }
});

Deno.test("tipring serve does not start without the configuration that --config names", async () => {
  await using folder = await Folder.make();
  await write(folder, { "pin.ts": "export default () => {};\n" });
  const args = ["serve", "--port", "0", "--config", "none.json", "pin.ts"];
  const { code, stderr } = await run(args, { cwd: folder.path });
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^tipring: Cannot load pin\.ts: Cannot read the configuration "none\.json": /,
  );
});
