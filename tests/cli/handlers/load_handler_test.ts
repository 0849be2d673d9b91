import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { loadHandler } from "../../../src/cli/handlers/load_handler.ts";
import { Router } from "../../../src/handler/router.ts";
import { Folder } from "../program.ts";

async function messageOf(file: string): Promise<string> {
  return (await assertRejects(() => loadHandler(file), Error)).message;
}

Deno.test("loadHandler() loads TypeScript and JavaScript, with the name as the route", async () => {
  await using folder = await Folder.make();
  const typed = await folder.write(
    "pin.ts",
    "interface A { b?: string }\nexport default (_: A): void => { enum E { X } E.X; };\n",
  );
  const { path, handler, route } = await loadHandler(typed);
  assertEquals([path, typeof handler, route], [typed, "function", "/pin"]);
  const plain = await folder.write("menu.en.js", "export default function () {}\n");
  assertEquals((await loadHandler(plain)).route, "/menu.en");
  const bare = await folder.write("bare", "#!/usr/bin/env tipring\nexport default () => {}\n");
  assertEquals((await loadHandler(bare)).route, "/bare");
});

Deno.test("loadHandler() finds a relative path from the working directory", async () => {
  await using folder = await Folder.make();
  const path = await folder.write("pin.ts", "export default () => {}\n");
  const up = Deno.cwd().split("/").slice(1).map(() => "..").join("/");
  assertEquals((await loadHandler(`${up}${path}`)).route, "/pin");
});

Deno.test("loadHandler() loads a path of any characters, and routes its name", async () => {
  await using folder = await Folder.make();
  for (
    const name of [
      "a b",
      "a#b",
      "a%20b",
      "50%",
      "ä→ö",
      "a?b",
      "a:b",
      "a*b",
      "a+b",
      "(a)",
      "{a}",
      "a\\b",
      "a'b\"c",
      "[a]",
    ]
  ) {
    const path = await folder.write(`${name}.ts`, "export default () => {}\n");
    const { handler, route } = await loadHandler(path);
    const router = new Router();
    router.add(route, handler);
    assertEquals(router.find(name)?.[0], handler, name);
    for (const other of ["", "a", "axb", "ab", "aab", "x"]) {
      assertEquals(router.find(other), undefined, `${name} must not match ${other}`);
    }
  }
});

Deno.test("loadHandler() takes the route that a file exports", async () => {
  await using folder = await Folder.make();
  const path = "/menu/:lang{/:rest}*";
  const text = await folder.write(
    "text.ts",
    `export const route = ${JSON.stringify(path)};\nexport default () => {}\n`,
  );
  assertEquals((await loadHandler(text)).route, path);
  const regExp = await folder.write(
    "regexp.ts",
    "export const route = /menu\\/(\\d+)/i;\nexport default () => {}\n",
  );
  assertEquals((await loadHandler(regExp)).route, /menu\/(\d+)/i);
});

Deno.test("loadHandler() names a file that is not there or no file", async () => {
  await using folder = await Folder.make();
  const missing = `${folder.path}/none.ts`;
  assertEquals(await messageOf(missing), `Cannot load ${missing}: there is no such file`);
  assertEquals(await messageOf(folder.path), `Cannot load ${folder.path}: it is not a file`);
  const file = await folder.write("pin.ts", "export default () => {}\n");
  const below = `${file}/menu.ts`;
  assertEquals(await messageOf(below), `Cannot load ${below}: there is no such file`);
});

Deno.test("loadHandler() says why it cannot find out whether there is a file", async () => {
  await using folder = await Folder.make();
  const loop = `${folder.path}/loop.ts`;
  await Deno.symlink("loop.ts", loop);
  const message = await messageOf(loop);
  assert(message.startsWith(`Cannot load ${loop}: `), message);
  assertStringIncludes(message, "(os error 40)");
});

Deno.test({
  name: "loadHandler() says that a file may not be read",
  // Root may read every file.
  ignore: Deno.uid() === 0,
  async fn() {
    await using folder = await Folder.make();
    const file = await folder.write("pin.ts", "export default () => {}\n", 0o200);
    const message = await messageOf(file);
    assertEquals(message, `Cannot load ${file}: Permission denied (os error 13): open '${file}'`);
  },
});

Deno.test("loadHandler() names a file that fails to load, and why", async () => {
  await using folder = await Folder.make();
  for (
    const [name, text, why] of [
      ["syntax.ts", "export default () => {}; const x = ;\n", "Expression expected"],
      ["throws.ts", 'throw new TypeError("no database");\nexport default 1;\n', "no database"],
      ["symbol.ts", 'throw Symbol("odd");\nexport default 1;\n', "Symbol(odd)"],
      ["nothing.ts", "throw undefined;\nexport default 1;\n", "undefined"],
      ["module.ts", "module.exports = () => {};\n", "(a handler is an ES module: write import and"],
      [
        "require.ts",
        'const fs = require("node:fs");\n',
        "(a handler is an ES module: write import and",
      ],
      ["import.ts", 'import "./not_there.ts";\nexport default () => {};\n', "not_there.ts"],
    ] as const
  ) {
    const file = await folder.write(name, text);
    const message = await messageOf(file);
    assertStringIncludes(message, `Cannot load ${file}: `);
    assertStringIncludes(message, why);
  }
});

Deno.test("loadHandler() gives up when loading takes too long", async () => {
  await using folder = await Folder.make();
  const gate = Promise.withResolvers<void>();
  Object.assign(globalThis, { tipringTestGate: gate.promise });
  const file = await folder.write(
    "pin.ts",
    "await globalThis.tipringTestGate;\nexport default () => {};\n",
  );
  const { message } = await assertRejects(() => loadHandler(file, { timeout: 20 }), Error);
  assertEquals(
    message,
    `Cannot load ${file}: it takes too long (does an await outside the handler never end?)`,
  );
  gate.resolve();
  assertEquals((await loadHandler(file)).route, "/pin");
});

Deno.test("loadHandler() refuses a file that exports no handler, and tells what it exports", async () => {
  await using folder = await Folder.make();
  for (
    const [name, text, exports] of [
      ["empty.ts", "", "nothing"],
      ["named.ts", "export function handler() {}\nexport const route = '/x';\n", "handler, route"],
      ["number.ts", "export default 7;\n", "default (number)"],
      ["null.ts", "export default null;\n", "default (null)"],
      ["object.ts", "export default { handler() {} };\n", "default (an object)"],
      [
        "fetch.ts",
        "export default { fetch() {} };\n",
        "default (an object with fetch, which deno serve runs)",
      ],
    ] as const
  ) {
    const file = await folder.write(name, text);
    const message = await messageOf(file);
    assertStringIncludes(message, `Cannot use ${file} as a handler`);
    assertStringIncludes(message, `it exports ${exports}`);
  }
});

Deno.test("loadHandler() refuses a route that is none", async () => {
  await using folder = await Folder.make();
  for (
    const [index, route] of ['"pin"', '""', "7", "null", '["/a"]', "() => true", "{}"].entries()
  ) {
    const file = await folder.write(
      `${index}.ts`,
      `export const route = ${route};\nexport default () => {};\n`,
    );
    const message = await messageOf(file);
    assertStringIncludes(message, `Cannot use ${file} as a handler: its export "route" must be`);
    assertEquals(message.includes('(did you mean "/pin"?)'), route === '"pin"', message);
  }
});
