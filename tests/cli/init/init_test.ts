import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { programs } from "../modules/_programs.ts";
import { Folder, pathOf, PROGRAM, Program, run } from "../program.ts";
import { linkLibrary, onPath } from "./_project.ts";

const FILES = [
  ".vscode/settings.json",
  "README.md",
  "deno.json",
  "dialplan.conf",
  "handlers/welcome.ts",
  "handlers/welcome_test.ts",
];

/** Runs a command in a folder; `tipring` is on its PATH. */
async function inProject(
  folder: Folder,
  [command = "", ...args]: readonly string[],
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: folder.path,
    env: { NO_COLOR: "1", PATH: await onPath(folder, PROGRAM) },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function filesOf(path: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(path), async ({ name, isDirectory }) => {
    if (!isDirectory) return [name];
    return (await filesOf(`${path}/${name}`)).map((inside) => `${name}/${inside}`);
  });
  return names.flat().toSorted();
}

Deno.test("tipring init creates the same project in each way of running the program", async () => {
  await using folder = await Folder.make();
  for (const [index, command] of Object.values(await programs(folder)).entries()) {
    const options = { command, cwd: folder.path };
    const { code, stdout, stderr } = await run(["init", `new/p${index}`], options);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, `Created a project in new/p${index}:\n  deno.json\n`);
    assertStringIncludes(stdout, `\n  cd new/p${index}\n  deno task test `);
    assertEquals(await filesOf(`${folder.path}/new/p${index}`), FILES);
    const dialplan = await Deno.readTextFile(`${folder.path}/new/p${index}/dialplan.conf`);
    assertStringIncludes(
      dialplan,
      `AGI(/usr/bin/tipring,${folder.path}/new/p${index}/handlers/welcome.ts)`,
    );
  }
});

Deno.test("tipring init makes a project whose tasks, commands and README hold", async () => {
  await using folder = await Folder.make();
  assertEquals((await run(["init"], { cwd: folder.path })).code, 0);
  await linkLibrary(folder);
  for (
    const [words, expected] of [
      [[Deno.execPath(), "task", "test"], "2 passed"],
      [[Deno.execPath(), "task", "check"], "1 handler loaded, types checked, 0 problems"],
      [["tipring", "routes", "handlers"], "1  /welcome  handlers/welcome.ts"],
      [
        ["tipring", "dial", "handlers/welcome.ts", "--fast", "--press", "4711"],
        "sets      NUMBER=4711",
      ],
      [
        ["tipring", "dial", "handlers", "--path", "welcome", "--fast", "--press", "12,34"],
        "ends      the call goes on in the dialplan",
      ],
      [[Deno.execPath(), "fmt", "--check", "handlers", "README.md", ".vscode"], "Checked 4 files"],
      [[Deno.execPath(), "lint", "handlers"], "Checked 2 files"],
    ] as const
  ) {
    const { code, text } = await inProject(folder, words);
    assertStringIncludes(text, expected);
    assertEquals(code, 0, text);
  }
});

Deno.test("tipring init makes a handler that is a script, and that deno task dev serves", async () => {
  await using folder = await Folder.make();
  assertEquals((await run(["init"], { cwd: folder.path })).code, 0);
  await using script = new Program(["handlers/welcome.ts"], { cwd: folder.path });
  await script.peer.say("agi_request: welcome.ts\nagi_channel: SIP/1\n\n");
  assertEquals(await script.peer.answer("511 Command Not Permitted on a dead channel\n"), "ANSWER");

  const { tasks } = JSON.parse(await Deno.readTextFile(`${folder.path}/deno.json`));
  const [program, ...args] = tasks.dev.split(" ");
  assertEquals(program, "tipring");
  await using server = new Program([...args, "--port", "0", "--console", "0"], {
    cwd: folder.path,
  });
  await using peer = await server.call("welcome");
  assertEquals(await peer.line(), "ANSWER");
});

Deno.test("tipring init changes no existing file, and names those that there are", async () => {
  await using folder = await Folder.make();
  await folder.write("README.md", "mine\n");
  await Deno.symlink("/nowhere/x", `${folder.path}/deno.json`);
  const { code, stdout, stderr } = await run(["init"], { cwd: folder.path });
  assertEquals([code, stdout], [1, ""]);
  assertEquals(
    stderr,
    'tipring: Cannot create a project in ".": deno.json, README.md exist already ' +
      "(choose an empty folder)\n",
  );
  assertEquals(await filesOf(folder.path), ["README.md", "deno.json"]);
  assertEquals(await Deno.readTextFile(`${folder.path}/README.md`), "mine\n");
});

Deno.test("tipring init says why it cannot write", async () => {
  await using folder = await Folder.make();
  await folder.write("file", "");
  for (const name of ["file", "file/inside"]) {
    const { code, stderr } = await run(["init", name], { cwd: folder.path });
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `Cannot create a project in "${name}": deno.json cannot be written`,
    );
  }
  const odd = "it's, $odd";
  const { code, stdout } = await run(["init", odd], { cwd: folder.path });
  assertEquals(code, 0);
  assertStringIncludes(stdout, `\n  cd 'it'\\''s, $odd'\n`);
  const dialplan = await Deno.readTextFile(`${folder.path}/${odd}/dialplan.conf`);
  assert(!dialplan.includes("odd"), dialplan);
  assertEquals((await run(["init", "a", "b"], { cwd: folder.path })).code, 2);
  assertEquals((await run(["init", "--force"], { cwd: folder.path })).code, 2);
});

Deno.test("tipring init asks for the versions that this library has", async () => {
  await using folder = await Folder.make();
  assertEquals((await run(["init"], { cwd: folder.path })).code, 0);
  const { imports } = JSON.parse(await Deno.readTextFile(`${folder.path}/deno.json`));
  const own = JSON.parse(await Deno.readTextFile(pathOf("../../deno.json")));
  assertEquals(imports["@tipring/agi"], `jsr:@tipring/agi@^${own.version}`);
  assertEquals(imports["@std/assert"], own.imports["@std/assert"]);
});

Deno.test("tipring init names the folder that it cannot look into", async () => {
  await using folder = await Folder.make();
  await Deno.symlink("loop", `${folder.path}/loop`);
  const { code, stderr } = await run(["init", "loop"], { cwd: folder.path });
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    'tipring: Cannot create a project in "loop": deno.json cannot be looked up: ',
  );
});
