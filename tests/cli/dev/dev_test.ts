import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, Program, run } from "../program.ts";

const HANDLER = `export default async (channel) => {
  await channel.verbose("works");
};
`;

Deno.test("tipring dev begins with a handler that fails to load, shows why, and serves it when it is mended", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("menu.js", HANDLER.replace("};", ""));
  await using program = new Program(["dev", file, "--port=0", "--console=0"]);
  const [url = ""] = /http:\S+/.exec(await program.peer.line() ?? "") ?? [];
  await program.logged(/ERROR handlers failed to load, waiting for a change error="Cannot load /);
  const events = await fetch(`${url}events`);
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = (await reader?.read())?.value ?? "";
  assert(first.includes('"error":"Cannot load ') && first.includes('"handlers":[]'), first);
  await folder.write("menu.js", HANDLER);
  await program.logged(/ reloaded /);
  await using peer = await program.call("menu");
  assertEquals(await peer.line(), 'VERBOSE "works" "1"');
  await reader?.cancel();
});

Deno.test("tipring dev waits for a handler that imports a file that is not there", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("menu.js", `import "./rates.js";\n${HANDLER}`);
  await using program = new Program(["dev", file, "--port=0", "--console=0"]);
  await program.logged(
    /waiting for a change error="Cannot load .*rates\.js.*there is no such file"/,
  );
  await folder.write("menu.js", HANDLER);
  await program.logged(/ reloaded /);
});

Deno.test("tipring dev says that a handler blocks it, and ends by a signal nevertheless", async () => {
  await using folder = await Folder.make();
  await folder.write("menu.js", "export default () => {\n  while (true);\n};\n");
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await using program = new Program(["dev", "menu.js", "--port=0", "--console=0"], {
      cwd: folder.path,
    });
    await using _peer = await program.call("menu");
    const line = await program.logged(/event loop blocked/);
    assertMatch(line, / ERROR event loop blocked silent=3000ms hint="a handler .*Ctrl-C ends/);
    program.kill(signal);
    assertEquals((await program.end()).code, 128 + 9);
  }
});

Deno.test("tipring dev ends with status 1 if there is no such file", async () => {
  const { code, stderr } = await run(["dev", "/none/menu.ts", "--port=0", "--console=0"]);
  assertEquals([code, stderr], [1, "tipring: Cannot load /none/menu.ts: there is no such file\n"]);
});
