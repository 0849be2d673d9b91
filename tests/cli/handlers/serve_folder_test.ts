import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, Program, run } from "../program.ts";

function saying(text: string): string {
  return `export default (channel) => channel.verbose(${JSON.stringify(text)});\n`;
}

/** What the handler of a path says; `undefined` if there is none. */
async function said(program: Program, path: string): Promise<string | undefined> {
  await using peer = await program.call(path);
  const line = await peer.line();
  if (line !== null) await peer.say("200 result=1\n");
  return line === null ? undefined : /^VERBOSE "(.*)" "1"$/.exec(line)?.[1] ?? line;
}

async function handlers(): Promise<Folder> {
  const folder = await Folder.make();
  await Deno.mkdir(`${folder.path}/ivr/menu`, { recursive: true });
  await folder.write("ivr/_text.ts", 'export const text = "pin";\n');
  await folder.write(
    "ivr/pin.ts",
    'import { text } from "./_text.ts";\nexport default (channel) => channel.verbose(text);\n',
  );
  await folder.write("ivr/menu/main.ts", saying("main"));
  return folder;
}

Deno.test("tipring serve DIR serves the handlers in it, and finds new ones at SIGHUP", async () => {
  await using folder = await handlers();
  await using program = new Program(["serve", "--port", "0", "ivr"], { cwd: folder.path });
  assertEquals(await said(program, "pin"), "pin");
  assertEquals(await said(program, "menu/main"), "main");
  assertEquals(await said(program, "_text"), undefined);
  await Deno.mkdir(`${folder.path}/ivr/new`);
  await folder.write("ivr/new/one.ts", saying("new"));
  await Deno.remove(`${folder.path}/ivr/pin.ts`);
  program.kill("SIGHUP");
  await program.logged(/ reloaded /);
  assertEquals(await said(program, "new/one"), "new");
  assertEquals(await said(program, "pin"), undefined);

  await folder.write("ivr/broken.ts", "export const x = 1;\n");
  program.kill("SIGHUP");
  assertMatch(await program.logged(/reload failed/), /Cannot use ivr\/broken\.ts as a handler/);
  assertEquals(await said(program, "menu/main"), "main");
});

Deno.test("tipring serve DIR --watch finds new files, also in new folders", async () => {
  await using folder = await handlers();
  const args = ["serve", "--port", "0", "--watch", "./ivr/"];
  await using program = new Program(args, { cwd: folder.path });
  await program.logged(/\blistening\b/);
  await folder.write("ivr/new.ts", saying("new"));
  await program.logged(/ reloaded times=1$/);
  assertEquals(await said(program, "new"), "new");
  await Deno.mkdir(`${folder.path}/ivr/deep`);
  await program.logged(/ reloaded times=2$/);
  await folder.write("ivr/deep/x.ts", saying("deep"));
  await program.logged(/ reloaded times=3$/);
  assertEquals(await said(program, "deep/x"), "deep");
  await Deno.remove(`${folder.path}/ivr/deep`, { recursive: true });
  await program.logged(/ reloaded times=4$/);
  assertEquals(await said(program, "deep/x"), undefined);
  // What has a private name is not a handler, and not loaded by one yet.
  await folder.write("ivr/_new.ts", "");
  await folder.write("ivr/new.ts", saying("newer"));
  await program.logged(/ reloaded times=5$/);
  assertEquals(await said(program, "new"), "newer");
});

Deno.test("tipring serve DIR --workers finds new files at SIGHUP", async () => {
  await using folder = await handlers();
  const args = ["serve", "--port", "0", "--workers", "1", "ivr"];
  await using program = new Program(args, { cwd: folder.path });
  assertEquals(await said(program, "pin"), "pin");
  await folder.write("ivr/new.ts", saying("new"));
  program.kill("SIGHUP");
  await program.logged(/ reloaded /);
  assertEquals(await said(program, "new"), "new");
});

Deno.test("tipring routes has the routes of a folder", async () => {
  await using folder = await handlers();
  const { code, stdout } = await run(["routes", "ivr"], { cwd: folder.path });
  assertEquals([code, stdout], [0, "1  /menu/main  ivr/menu/main.ts\n2  /pin        ivr/pin.ts\n"]);
});

Deno.test("tipring dial DIR --path calls the handler of the path", async () => {
  await using folder = await handlers();
  await folder.write(
    "ivr/lang.ts",
    'export const route = "/lang/:l";\n' +
      "export default (channel, { match, query }) =>\n" +
      '  channel.verbose(`${match.pathname.groups["l"]} ${query.get("x")}`);\n',
  );
  const dial = (...args: string[]) => run(["dial", ...args], { cwd: folder.path });
  for (
    const [file, path, text] of [
      ["ivr", "menu/main", "notes     main\n"],
      ["ivr", "/lang/de?x=1", "notes     de 1\n"],
      ["ivr/lang.ts", "lang/en?x=2", "notes     en 2\n"],
    ] as const
  ) {
    const { code, stdout, stderr } = await dial(file, "--path", path);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, text);
  }
  const unknown = await dial("ivr", "--path", "none");
  assertEquals([unknown.code, unknown.stdout], [4, ""]);
  assertEquals(
    unknown.stderr,
    'tipring: No handler in ivr has the path "none": it has /menu/main, /pin, /lang/:l\n',
  );
  const without = await dial("ivr");
  assertEquals(without.code, 1);
  assertStringIncludes(
    without.stderr,
    "tipring: Cannot call ivr: it is a folder (select a handler",
  );
  const address = await dial("agi://127.0.0.1/x", "--path", "y");
  assertEquals(address.code, 2);
  assertStringIncludes(address.stderr, "--path requires a handler file or a folder");
});
