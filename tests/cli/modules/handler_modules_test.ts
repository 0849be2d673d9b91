import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import config from "../../../deno.json" with { type: "json" };
import { LIBRARY_ENTRIES, libraryEntry, versionProblem } from "../../../src/cli/modules/library.ts";
import { COMPILED, type End, Folder, Program, run } from "../program.ts";
import { programs } from "./_programs.ts";

const shared = await Folder.make();
const PROGRAMS = await programs(shared);
globalThis.addEventListener("unload", () => Deno.removeSync(shared.path, { recursive: true }));

/** Writes files, also into folders. */
async function write(folder: Folder, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${folder.path}/${name}`), { recursive: true });
    await folder.write(name, text);
  }
}

/** Runs `pin.ts` of a folder as a script, once for each way of running the program. */
async function* runs(
  files: Readonly<Record<string, string>>,
  file = "pin.ts",
): AsyncGenerator<[name: string, end: End]> {
  await using folder = await Folder.make();
  await write(folder, files);
  for (const [name, command] of Object.entries(PROGRAMS)) {
    yield [name, await called([file], { command, cwd: folder.path })];
  }
}

/** Runs a script that Asterisk calls; each command is answered. */
async function called(
  args: readonly string[],
  options: ConstructorParameters<typeof Program>[1],
): Promise<End> {
  await using program = new Program(args, options);
  await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
  for (let line = await program.peer.line(); line !== null; line = await program.peer.line()) {
    await program.peer.say("200 result=1\n");
  }
  return await program.end();
}

/** What a handler of these tests said by VERBOSE. */
function said({ stdout }: End): string[] {
  return Array.from(stdout.matchAll(/^VERBOSE "(.*)" "1"$/gm), ([, text = ""]) => text);
}

const VALUES = `
import { AgiHangup, Channel, type Handler } from "@tipring/agi";
import { verbose } from "@tipring/agi/commands";
import { simulateCall } from "@tipring/agi/testing";
import { CallTracer } from "@tipring/agi/tracing";
import { Channel as Same, verbose as again } from "./lib/values.ts";

const handler: Handler = async (channel) => {
  const names = [AgiHangup, simulateCall, CallTracer].map(({ name }) => name);
  const identity = [channel instanceof Channel, Channel === Same, verbose === again];
  await channel.execute(verbose([...names, ...identity].join(" ")));
};
export default handler;
`;

Deno.test("importHandler() gives a handler and what it imports the library of the program", async () => {
  for await (
    const [name, end] of runs({
      "pin.ts": VALUES,
      "lib/values.ts": 'export { Channel } from "@tipring/agi";\n' +
        'export { verbose } from "jsr:@tipring/agi@^0.1/commands";\n',
    })
  ) {
    assertEquals(
      said(end),
      ["AgiHangup simulateCall CallTracer true true true"],
      `${name} ${end.stderr}`,
    );
    assertEquals(end.code, 0, name);
  }
});

Deno.test("importHandler() maps bare names by the nearest configuration above each file", async () => {
  for await (
    const [name, end] of runs({
      "deno.json": '{ "imports": { "who": "./outer.ts", "names/": "./lib/" } }',
      "outer.ts": 'export default "outer";\n',
      "lib/deno.jsonc": '{ // of this folder\n  "imports": { "who": "./inner.ts", }, \n}',
      "lib/inner.ts": 'export default "inner";\n',
      "lib/inside.ts": 'export { default } from "who";\nexport const n: number = 1;\n',
      "data.json": '{ "greeting": "hello" }',
      "pin.ts": `
import who from "who";
import inside, { n } from "names/inside.ts";
import data from "./data.json" with { type: "json" };
export default (channel) => channel.verbose([who, inside, n, data.greeting].join(" "));
`,
    })
  ) {
    assertEquals(said(end), ["outer inner 1 hello"], `${name} ${end.stderr}`);
  }
});

Deno.test("importHandler() takes packages from a folder node_modules", async () => {
  for await (
    const [name, end] of runs({
      "package.json": '{ "dependencies": { "common": "^1", "modern": "^2" } }',
      "node_modules/common/package.json": '{ "name": "common", "version": "1.0.0" }',
      "node_modules/common/index.js": 'exports.who = "common";\nexports["not-a-name"] = 1;\n',
      "node_modules/modern/package.json":
        '{ "name": "modern", "version": "2.0.0", "type": "module", "exports": "./main.js" }',
      "node_modules/modern/main.js": 'export default "default";\nexport const who = "modern";\n',
      "pin.ts": `
import common, { who } from "common";
import modern, { who as other } from "modern";
export default (channel) =>
  channel.verbose([who, common === (await import("common")).default, modern, other].join(" "));
`.replace("(channel) =>", "async (channel) =>"),
    })
  ) {
    assertEquals(said(end), ["common true default modern"], `${name} ${end.stderr}`);
  }
});

Deno.test("importHandler() gives a handler what it imports during the call", async () => {
  for await (
    const [name, end] of runs({
      "deno.json": '{ "imports": { "late": "./late.ts" } }',
      "late.ts": 'export default "late";\n',
      "pin.ts": `
export default async (channel) => {
  const { Channel } = await import("@tipring/agi");
  const { default: late } = await import("late");
  await channel.verbose([channel instanceof Channel, late].join(" "));
};
`,
    })
  ) {
    assertEquals(said(end), ["true late"], `${name} ${end.stderr}`);
  }
});

Deno.test("importHandler() has Deno fetch what a bare name stands for, or says what to do", async () => {
  const text = 'import { parse } from "yaml";\n' +
    'export default (channel) => channel.verbose(parse("a: b").a);\n';
  for (
    const files of [
      { "pin.ts": text, "deno.json": '{ "imports": { "yaml": "npm:yaml@^2" } }' },
      { "pin.ts": text, "package.json": '{ "dependencies": { "yaml": "^2" } }' },
      { "pin.ts": text.replace('"yaml"', '"npm:yaml@^2"') },
    ]
  ) {
    for await (const [name, end] of runs(files)) {
      if (COMPILED === undefined) {
        assertEquals(said(end), ["b"], `${name} ${end.stderr}`);
      } else {
        assertStringIncludes(
          end.stderr,
          'it imports "npm:yaml@^2", which an executable cannot fetch',
        );
        assertStringIncludes(end.stderr, "deno bundle --platform deno");
        assertEquals(end.code, 1);
      }
    }
  }
});

Deno.test("importHandler() says what is wrong with an import", async () => {
  const handler = "export default () => {};\n";
  for (
    const [files, message] of [
      [
        { "pin.ts": `import "unknown-name";\n${handler}` },
        /Cannot load pin\.ts: nothing says what "unknown-name" is, which .*pin\.ts imports/,
      ],
      [
        { "pin.ts": `import "@tipring/agi/nothing";\n${handler}` },
        /(the library has no such entry point|Unknown export).*/,
      ],
      [
        { "pin.ts": `import "who";\n${handler}`, "deno.json": '{ "imports": { "who" } }' },
        /Cannot read the configuration ".*deno\.json": line 1 is not valid JSON/,
      ],
      [
        { "pin.ts": `import "./lib.ts";\n${handler}`, "lib.ts": "// é\nexport const x = ;\n" },
        /lib\.ts:2:18\b/,
      ],
      [{ "pin.ts": `// é\n${handler}const x = "open\n` }, /pin\.ts:3:11\b/],
      [{ "pin.ts": `${handler}if (1) {\n` }, /pin\.ts:(2:8|2:9|3:1)\b/],
      [{ "pin.ts": `import "./none.ts";\n${handler}` }, /Module not found.*none\.ts/],
    ] as const
  ) {
    for await (const [name, { code, stderr }] of runs(files)) {
      assertMatch(stderr, message, name);
      assert(!/JsErrorBox|SourceRange/.test(stderr), stderr);
      assertEquals(code, 1);
    }
  }
});

Deno.test("tipring serve gives handlers the library and their project's names, also after SIGHUP", async () => {
  for (const command of Object.values(PROGRAMS)) {
    await using folder = await Folder.make();
    await write(folder, {
      "deno.json": '{ "imports": { "text": "./text.ts" } }',
      "text.ts": 'export default "old";\n',
      "pin.ts": `
import { Channel } from "@tipring/agi";
import text from "text";
export default async (channel) => {
  const { Channel: Late } = await import("@tipring/agi");
  await channel.verbose([text, channel instanceof Channel, Late === Channel].join(" "));
};
`,
    });
    await using program = new Program(["serve", "--port", "0", "pin.ts"], {
      command,
      cwd: folder.path,
    });
    for (const text of ["old", "new"]) {
      await using peer = await program.call("pin");
      assertEquals(await peer.answer("200 result=1\n"), `VERBOSE "${text} true true" "1"`);
      if (text === "new") break;
      await folder.write("text.ts", 'export default "new";\n');
      program.kill("SIGHUP");
      await program.logged(/ reloaded /);
    }
  }
});

Deno.test("tipring serve --watch gives handlers the library as well", async () => {
  for (const [name, command] of Object.entries(PROGRAMS)) {
    await using folder = await Folder.make();
    await write(folder, {
      "pin.ts": VALUES,
      "lib/values.ts": 'export { Channel } from "@tipring/agi";\n' +
        'export { verbose } from "@tipring/agi/commands";\n',
    });
    const args = ["serve", "--port", "0", "--watch", "pin.ts"];
    await using program = new Program(args, { command, cwd: folder.path });
    await using peer = await program.call("pin");
    assertEquals(
      await peer.answer("200 result=1\n"),
      'VERBOSE "AgiHangup simulateCall CallTracer true true true" "1"',
      name,
    );
  }
});

Deno.test("tipring dial, and a file that begins with #!, give a handler the library as well", async () => {
  for (const command of Object.values(PROGRAMS)) {
    await using folder = await Folder.make();
    await write(folder, {
      "pin.ts": VALUES.replace("lib/values.ts", "values.ts"),
      "values.ts": 'export { Channel } from "@tipring/agi";\n' +
        'export { verbose } from "@tipring/agi/commands";\n',
    });
    const dialed = await run(["dial", "pin.ts", "--json"], { command, cwd: folder.path });
    assertStringIncludes(dialed.stdout, "AgiHangup simulateCall CallTracer true true true");
    assertEquals(dialed.code, 0, dialed.stderr);

    const text = await Deno.readTextFile(`${folder.path}/pin.ts`);
    const file = await folder.write(
      "script.ts",
      `#!/usr/bin/env -S ${command.join(" ")}${text}`,
      0o755,
    );
    const end = await called([], { command: [file] });
    assertEquals(said(end), ["AgiHangup simulateCall CallTracer true true true"], end.stderr);
  }
});

Deno.test({
  name: "tipring runs nothing that somebody has put where a compiled program keeps its files",
  ignore: COMPILED === undefined,
  async fn() {
    await using folder = await Folder.make();
    const root = "/tmp/deno-compile-tipring";
    await Deno.mkdir(root); // Fails where it exists: what is there is not the test's.
    try {
      const planted = `await Deno.writeTextFile(${JSON.stringify(`${folder.path}/ran`)}, "");\n`;
      for (const name of ["mod.ts", "mod.js", "cli.ts", "cli.js", "agi.ts", "deno.json"]) {
        await Deno.writeTextFile(`${root}/${name}`, planted);
      }
      await Deno.writeTextFile("/tmp/deno-compile-tipring.cache", planted, { createNew: true });
      const file = await folder.write(
        "pin.ts",
        VALUES.replace(/^.*values.ts.*$/m, "").replace(/, Channel === .*\]/, "]"),
      );
      const end = await called([file], {});
      assertEquals(said(end), ["AgiHangup simulateCall CallTracer true"], end.stderr);
      assertEquals(await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name), [
        "pin.ts",
      ]);
      assertEquals(await Deno.readTextFile("/tmp/deno-compile-tipring.cache"), planted);
    } finally {
      await Deno.remove(root, { recursive: true });
      await Deno.remove("/tmp/deno-compile-tipring.cache").catch(() => {});
    }
  },
});

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
    for await (
      const [name, end] of runs({
        "deno.json": JSON.stringify({ imports }),
        "pin.ts": "export default () => import('@tipring/agi');\n",
      })
    ) {
      if (warning !== undefined) assertMatch(end.stderr, warning, name);
      else assertEquals(end.stderr, "", name);
      assertEquals(end.code, 0, name);
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

Deno.test("versionProblem() takes versions for compatible as semver does", () => {
  for (
    const [specifier, version, compatible] of [
      ["jsr:@tipring/agi@^0.1.0", "0.1.7", true],
      ["jsr:/@tipring/agi@0.1/", "0.1.7", true],
      ["jsr:@tipring/agi@^0.1.0", "0.2.0", false],
      ["jsr:@tipring/agi@0", "0.2.0", true],
      ["jsr:@tipring/agi@^1.4", "1.5.0", true],
      ["jsr:@tipring/agi@^1.4", "2.0.0", false],
      ["jsr:@tipring/agi", "2.0.0", true],
      ["file:///mod.ts", "2.0.0", true],
    ] as const
  ) {
    assertEquals(versionProblem(specifier, version) === undefined, compatible, specifier);
  }
});

Deno.test("libraryEntry() knows each public entry point, however it is named", () => {
  const entries = Object.keys(config.exports).filter((name) => name !== "./cli");
  assertEquals(LIBRARY_ENTRIES, entries);
  for (
    const [specifier, entry] of [
      ["@tipring/agi", "."],
      ["@tipring/agi/commands", "./commands"],
      ["jsr:@tipring/agi", "."],
      ["jsr:@tipring/agi@^0.1.0", "."],
      ["jsr:@tipring/agi@0.1/testing", "./testing"],
      ["jsr:/@tipring/agi@^0.1.0/testing", "./testing"],
      ["@tipring/agility", undefined],
      ["npm:@tipring/agi", undefined],
      ["./@tipring/agi", undefined],
    ] as const
  ) {
    assertEquals(libraryEntry(specifier), entry, specifier);
  }
});

Deno.test({
  name: "a bundle of the program loads none of Node's modules before it needs one",
  ignore: COMPILED !== undefined,
  async fn() {
    // Each would take longer to load than all that a script needs.
    const text = await Deno.readTextFile(PROGRAMS["bundle"]?.at(-1) ?? "");
    // The templates of tipring init import as well.
    assertEquals(text.match(/^import (?!.* from "(@tipring\/|\.\/)).*/gm), null);
  },
});

Deno.test("tipring names a handler file that does not exist before it loads any hook", async () => {
  const { code, stderr } = await run(["./missing.ts"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "there is no such file");
});
