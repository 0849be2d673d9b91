import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { programs } from "../modules/_programs.ts";
import { COMPILED, Folder, pathOf, run } from "../program.ts";

const HANDLER = `import type { Handler } from "@tipring/agi";
const handler: Handler = async (channel) => {
  await channel.streamFile("welcome");
};
export default handler;
`;

/** A project whose library is this one. */
const PROJECT = JSON.stringify({ imports: { "@tipring/agi": pathOf("../../mod.ts") } });

Deno.test("tipring check finds nothing wrong with handlers that are right", async () => {
  await using folder = await Folder.make();
  await folder.write("deno.json", PROJECT);
  await folder.write("pin.ts", HANDLER);
  await folder.write("menu.ts", HANDLER);
  const { code, stdout, stderr } = await run(["check", "pin.ts", "menu.ts"], { cwd: folder.path });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, "2 handlers loaded, types checked, 0 problems\n");
});

Deno.test("tipring check reports types, clashes and files that do not load, with their places", async () => {
  await using folder = await Folder.make();
  await folder.write("deno.json", PROJECT);
  await folder.write("_lib.ts", "export const text: string = 7;\n");
  await folder.write("pin.ts", `import { text } from "./_lib.ts";\n${HANDLER}text;\n`);
  await folder.write("types.ts", HANDLER.replace("streamFile", "streamFlie"));
  await folder.write("any.ts", `export const route = "/:x";\n${HANDLER}`);
  await folder.write("throws.ts", `const x = 1;\nthrow new Error("no database");\n${HANDLER}`);
  await folder.write("syntax.ts", "export default (] => {};\n");
  const files = ["any.ts", "pin.ts", "types.ts", "throws.ts", "syntax.ts"];
  const { code, stdout, stderr } = await run(["check", ...files], { cwd: folder.path });
  assertEquals(code, 1);
  const problems = [
    `Cannot load throws.ts: no database (at ${folder.path}/throws.ts:2:7)`,
    "Cannot load syntax.ts: ",
    "No call can reach pin.ts at /pin: any.ts at /:x comes first",
    "No call can reach types.ts at /types: any.ts at /:x comes first",
  ];
  for (const problem of problems) assertStringIncludes(stderr, problem);
  assertMatch(stderr, /syntax\.ts:1:17/);
  assertMatch(stderr, /^Types not checked: deno check fails in .*: SyntaxError: /m);
  assertEquals(stdout, "3 handlers loaded, types not checked, 4 problems\n");
  // What only Deno reads can be wrong as well.
  await folder.write("_broken.ts", "export interface Broken { (\n");
  await folder.write("part.ts", `import type { Broken } from "./_broken.ts";\n${HANDLER}`);
  const part = await run(["check", "part.ts"], { cwd: folder.path });
  assertEquals([part.code, part.stdout], [1, "1 handler loaded, types not checked, 1 problem\n"]);
  assertMatch(part.stderr, /^Types not checked: deno check fails in .*: SyntaxError: /);
  // Deno checks no types where a file cannot be parsed.
  const types = await run(["check", "pin.ts", "types.ts"], { cwd: folder.path });
  assertEquals([types.code, types.stdout], [1, "2 handlers loaded, types checked, 2 problems\n"]);
  assertMatch(
    types.stderr,
    /^_lib\.ts:1:14: Type check failed: Type 'number' is not .* 'string' \(TS2322\)$/m,
  );
  assertMatch(types.stderr, /^types\.ts:3:17: Type check failed: .*'streamFlie'.* \(TS2551\)$/m);
});

Deno.test("tipring check takes its own types for a file whose project does not name the library", async () => {
  if (COMPILED !== undefined) return;
  await using folder = await Folder.make();
  await folder.write("right.ts", HANDLER);
  await folder.write("wrong.ts", HANDLER.replace("streamFile", "streamFlie"));
  const outside = await run(["check", "right.ts", "wrong.ts"], { cwd: folder.path });
  assertEquals([outside.code, outside.stdout], [
    1,
    "2 handlers loaded, types checked, 1 problem\n",
  ]);
  assertMatch(outside.stderr, /^wrong\.ts:3:17: Type check failed: .*'streamFlie'.* \(TS2551\)\n$/);
  // Other names of the project still count, and its options do not count for the library.
  await folder.write("_x.ts", "export const x = 1;\n");
  await folder.write(
    "deno.json",
    '{ "imports": { "x": "./_x.ts" }, "compilerOptions": { "noUncheckedIndexedAccess": false, ' +
      '"noUnusedParameters": true } }',
  );
  const own = 'import { x } from "x";\nimport { menu } from "@tipring/agi/ivr";\n' +
    'import { CallTracer } from "@tipring/agi/tracing";\n';
  await folder.write("right.ts", `${own}${HANDLER}menu; CallTracer; x;\n`);
  const { code, stdout, stderr } = await run(["check", "right.ts"], { cwd: folder.path });
  assertEquals([code, stderr, stdout], [0, "", "1 handler loaded, types checked, 0 problems\n"]);
  await folder.write("right.ts", `${HANDLER}import { x } from "@tipring/agi/nowhere"; x;\n`);
  const nowhere = await run(["check", "right.ts"], { cwd: folder.path });
  assertEquals(nowhere.code, 1);
  assertMatch(
    nowhere.stderr,
    /^right\.ts:6:19: Type check failed: Import "@tipring\/agi\/nowhere"/m,
  );
});

Deno.test("tipring check says on standard error why types cannot be checked", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", HANDLER);
  const commands = Object.entries(await programs(folder)).filter(([name]) => name !== "deno run");
  for (const [name, command] of commands) {
    const { code, stdout, stderr } = await run(["check", file], { cwd: folder.path, command });
    assertEquals([code, stdout], [0, "1 handler loaded, types not checked, 0 problems\n"], name);
    assertMatch(
      stderr,
      /^Types not checked: no deno\.json of \S+ names "@tipring\/agi" \(.*\)\n$/,
    );
  }
  if (COMPILED === undefined) return;
  const alone = await run(["check", "pin.ts"], { cwd: folder.path, env: { PATH: "/nowhere" } });
  assertEquals([alone.code, alone.stderr], [
    0,
    "Types not checked: there is no deno on the PATH\n",
  ]);
});

Deno.test("tipring check --sounds names the sounds that do not exist", async () => {
  await using folder = await Folder.make();
  for (const name of ["sounds/en/menu", "own"]) {
    await Deno.mkdir(`${folder.path}/${name}`, { recursive: true });
  }
  await folder.write("sounds/en/welcome.gsm", "");
  await folder.write("sounds/en/menu/main.sln16", "");
  await folder.write("own/beep.wav", "");
  await folder.write(
    "_lib.ts",
    'export const play = (channel: any) =>\n  channel.streamFile("menu/mian");\n',
  );
  await folder.write(
    "pin.ts",
    `import { play } from "./_lib.ts";
export default async (channel: any) => {
  await play(channel);
  for (const name of ["welcome"]) await channel.streamFile(name);
  await channel.streamFile("welcome");
  await channel.streamFile("menu/main");
  await channel.streamFile("beep");
  await channel.streamFile("/var/spool/x");
  await channel.getData("nowhere/../../x");
};
`,
  );
  const args = ["check", "pin.ts", "--sounds", "sounds", "--sounds=own"];
  const { code, stdout, stderr } = await run(args, { cwd: folder.path });
  assertEquals(code, 1);
  assertEquals(
    stderr,
    'pin.ts:9:25: Sound "nowhere/../../x" does not exist: no folder of --sounds has it\n' +
      '_lib.ts:2:22: Sound "menu/mian" does not exist: no folder of --sounds has it ' +
      '(did you mean "menu/main"?)\n',
  );
  assertMatch(stdout, /, 6 sounds looked up, 2 problems\n$/);
  const none = await run(["check", "pin.ts", "--sounds", "none"], { cwd: folder.path });
  assertEquals(none.code, 1);
  assertStringIncludes(none.stderr, "tipring: --sounds none cannot be read: No such file");
});

Deno.test("tipring check checks a folder, and refuses invalid arguments with status 2", async () => {
  await using folder = await Folder.make();
  await folder.write("deno.json", PROJECT);
  await folder.write("pin.ts", HANDLER);
  await folder.write("pin_test.ts", "nothing;\n");
  const { code, stdout } = await run(["check", "."], { cwd: folder.path });
  assertEquals([code, stdout], [0, "1 handler loaded, types checked, 0 problems\n"]);
  for (const args of [[], ["--bogus", "."], ["x=pin.ts"], ["--sounds", "x"]]) {
    assertEquals((await run(["check", ...args], { cwd: folder.path })).code, 2, `${args}`);
  }
});
