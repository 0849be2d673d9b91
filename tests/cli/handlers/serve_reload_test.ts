import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMPILED, Folder, Program } from "../program.ts";

/** A handler that says what `text.ts` has, before and behind a question. */
const SAYING = `
import { text } from "./text.ts";
export default async (channel) => {
  await channel.verbose(text());
  await channel.getData("question");
  await channel.verbose(text());
};
`;

function saying(text: string): string {
  return `export const text = (): string => ${JSON.stringify(text)};\n`;
}

/** Makes a call that ends by itself; returns what was said in it. */
async function said(program: Program, script = "pin"): Promise<string[]> {
  await using peer = await program.call(script);
  const lines: string[] = [];
  for (let line = await peer.line(); line !== null; line = await peer.line()) {
    await peer.say("200 result=1\n");
    const [, text] = /^VERBOSE "(.*)" "1"$/.exec(line) ?? [];
    if (text !== undefined) lines.push(text);
  }
  return lines;
}

Deno.test("tipring serve gives new calls the new files at SIGHUP, and running calls the old", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", SAYING);
  await folder.write("text.ts", saying("old"));
  await using program = new Program(["serve", "--port", "0", "pin.ts"], { cwd: folder.path });
  await using running = await program.call("pin");
  assertEquals(await running.answer("200 result=1\n"), 'VERBOSE "old" "1"');

  for (const [times, text] of [[1, "new"], [2, "newer"]] as const) {
    await folder.write("text.ts", saying(text));
    program.kill("SIGHUP");
    await program.logged(new RegExp(`INFO  reloaded times=${times}$`));
    assertEquals(await said(program), [text, text]);
  }

  await running.answer("200 result=1\n");
  assertEquals(await running.answer("200 result=1\n"), 'VERBOSE "old" "1"');
  assertEquals(await running.line(), null);
});

Deno.test("tipring serve keeps all handlers at SIGHUP when one cannot be loaded, and logs why", async () => {
  await using folder = await Folder.make();
  await folder.write("a.ts", "export default (channel) => channel.verbose('a');\n");
  await folder.write("b.ts", "export default (channel) => channel.verbose('b');\n");
  const args = ["serve", "--port", "0", "--admin", "0", "a.ts", "--default", "b.ts"];
  await using program = new Program(args, { cwd: folder.path });
  await program.logged(/\blistening\b/);
  await folder.write("a.ts", "export default (channel) => channel.verbose('A');\n");
  await folder.write("b.ts", "export default (channel) => {;\n");
  program.kill("SIGHUP");
  assertMatch(
    await program.logged(/reload failed/),
    /ERROR reload failed, keeping the previous handlers error="Cannot load b\.ts: /,
  );
  assertEquals([await said(program, "a"), await said(program, "x")], [["a"], ["b"]]);

  await folder.write("b.ts", "export default (channel) => channel.verbose('B');\n");
  program.kill("SIGHUP");
  await program.logged(/ reloaded /);
  assertEquals([await said(program, "a"), await said(program, "x")], [["A"], ["B"]]);
  const [, port] = /port=(\d+)/.exec(await program.logged(/admin interface/)) ?? [];
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { connection: "close" },
  });
  const text = await response.text();
  for (const result of ["ok", "failed"]) {
    assertMatch(text, new RegExp(`^tipring_reloads_total\\{result="${result}"\\} 1$`, "m"));
  }
});

Deno.test("tipring serve names the file that a changed handler imports and that is not there", async () => {
  await using folder = await Folder.make();
  await folder.write("a.ts", "export default () => {};\n");
  await using program = new Program(["serve", "--port", "0", "a.ts"], { cwd: folder.path });
  await program.logged(/\blistening\b/);
  await folder.write("a.ts", 'import "./rates.ts";\nexport default () => {};\n');
  program.kill("SIGHUP");
  // Deno's runtime without a compiler does not say which file imports it.
  const importer = COMPILED === undefined ? `file://${folder.path}/a.ts` : "it";
  assertStringIncludes(
    await program.logged(/reload failed/),
    `Cannot load a.ts: ${importer} imports \\"file://${folder.path}/rates.ts\\": there is no such file"`,
  );
});

Deno.test("tipring serve takes another route at SIGHUP, and the old one is gone", async () => {
  await using folder = await Folder.make();
  const routed = (route: string) =>
    `export const route = "${route}";\nexport default (channel) => channel.verbose("here");\n`;
  await folder.write("pin.ts", routed("/old"));
  await using program = new Program(["serve", "--port", "0", "pin.ts"], { cwd: folder.path });
  assertEquals(await said(program, "old"), ["here"]);
  await folder.write("pin.ts", routed("/new"));
  program.kill("SIGHUP");
  await program.logged(/ reloaded /);
  assertEquals([await said(program, "old"), await said(program, "new")], [[], ["here"]]);
});

Deno.test("tipring serve --watch reloads the handlers when a file that they import changes", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", SAYING);
  await folder.write("text.ts", saying("old"));
  const args = ["serve", "--port", "0", "--watch", "pin.ts"];
  await using program = new Program(args, { cwd: folder.path });
  assertEquals(await said(program), ["old", "old"]);

  // As an editor does that keeps the old file until the new one is whole.
  await folder.write("text.ts~", saying("new"));
  await Deno.rename(`${folder.path}/text.ts~`, `${folder.path}/text.ts`);
  await program.logged(/ reloaded times=1$/);
  assertEquals(await said(program), ["new", "new"]);

  await folder.write("pin.ts", "export default (channel) => channel.verbose('short');\n");
  await program.logged(/ reloaded times=2$/);
  assertEquals(await said(program), ["short"]);
  assert(!/times=3/.test(program.stderr), program.stderr);
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve remembers a SIGHUP that comes while it loads its handlers", async () => {
  await using folder = await Folder.make();
  const proceed = Promise.withResolvers<void>();
  await using gate = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => proceed.promise.then(() => new Response("go on", { headers: { connection: "close" } })),
  );
  await folder.write(
    "pin.ts",
    `console.error("loading");
await (await fetch("http://127.0.0.1:${gate.addr.port}/")).text();
export default (channel) => channel.verbose("loaded");
`,
  );
  await using program = new Program(["serve", "--port", "0", "pin.ts"], { cwd: folder.path });
  await program.logged(/^loading$/);
  program.kill("SIGHUP");
  proceed.resolve();
  await program.logged(/ reloaded times=1$/);
  assertEquals(await said(program), ["loaded"]);
});
