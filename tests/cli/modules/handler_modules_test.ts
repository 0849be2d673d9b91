import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMPILED, run } from "../program.ts";
import { PROGRAMS, runs, said, VALUES } from "./_handler_runs.ts";

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
      [
        { "pin.ts": `import "./none.ts";\n${handler}` },
        /imports "file:.*none\.ts": there is no such file$/m,
      ],
    ] as const
  ) {
    for await (const [name, { code, stderr }] of runs(files)) {
      assertMatch(stderr, message, name);
      assert(!/JsErrorBox|SourceRange/.test(stderr), stderr);
      assertEquals(code, 1);
    }
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
