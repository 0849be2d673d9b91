import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { dirname } from "node:path";
import { ProjectImports } from "../../../src/cli/modules/project_imports.ts";
import { Folder } from "../program.ts";

async function write(folder: Folder, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${folder.path}/${name}`), { recursive: true });
    await folder.write(name, text);
  }
}

function at(folder: Folder, name: string): URL {
  return new URL(`file://${folder.path}/${name}`);
}

Deno.test("ProjectImports.resolve() takes the nearest configuration above the file", async () => {
  await using folder = await Folder.make();
  await write(folder, {
    "deno.json": '{ "imports": { "a": "./outer.ts", "only-outside": "./o.ts" } }',
    "in/deno.jsonc": '{ "imports": { "a": "./inner.ts", }, /* of this folder */ }',
    "in/package.json": '{ "dependencies": { "a": "^1" } }',
    "other/package.json": '{ "dependencies": { "a": "^1", "b": "npm:real@2", "c": "file:../c" } }',
  });
  const imports = new ProjectImports();
  const { href } = at(folder, "");
  for (
    const [name, file, target] of [
      ["a", "pin.ts", `${href}outer.ts`],
      ["a", "deep/er/pin.ts", `${href}outer.ts`],
      ["a", "in/pin.ts", `${href}in/inner.ts`],
      ["only-outside", "in/pin.ts", undefined],
      ["a", "other/pin.ts", "npm:a@^1"],
      ["a/sub", "other/pin.ts", "npm:/a@^1/sub"],
      ["b", "other/pin.ts", "npm:real@2"],
      ["c", "other/pin.ts", undefined],
      ["unknown", "pin.ts", undefined],
    ] as const
  ) {
    assertEquals(imports.resolve(name, at(folder, file)), target, `${name} in ${file}`);
  }
});

Deno.test("ProjectImports.resolve() knows scopes, folders, and a map in a file of its own", async () => {
  await using folder = await Folder.make();
  await write(folder, {
    "deno.json": JSON.stringify({
      imports: { a: "npm:a@1", "lib/": "./lib/" },
      scopes: { "./old/": { a: "npm:a@0" } },
    }),
    "mapped/deno.json": '{ "importMap": "../map.json" }',
    "map.json": '{ "imports": { "a": "./from_map.ts" } }',
  });
  const imports = new ProjectImports();
  const { href } = at(folder, "");
  assertEquals(imports.resolve("a", at(folder, "pin.ts")), "npm:a@1");
  assertEquals(imports.resolve("a", at(folder, "old/pin.ts")), "npm:a@0");
  assertEquals(imports.resolve("a/b.js", at(folder, "old/pin.ts")), "npm:/a@0/b.js");
  assertEquals(imports.resolve("lib/x.ts", at(folder, "old/pin.ts")), `${href}lib/x.ts`);
  assertEquals(imports.resolve("a", at(folder, "mapped/pin.ts")), `${href}from_map.ts`);
});

Deno.test("ProjectImports.resolve() takes a configuration that is named, for all files", async () => {
  await using folder = await Folder.make();
  await write(folder, {
    "deno.json": '{ "imports": { "a": "./near.ts" } }',
    "etc/named.json": '{ "imports": { "a": "./named.ts" } }',
  });
  const imports = new ProjectImports(`${folder.path}/etc/named.json`);
  assertEquals(imports.resolve("a", at(folder, "pin.ts")), at(folder, "etc/named.ts").href);
});

Deno.test("ProjectImports.resolve() names a configuration that it cannot read, and why", async () => {
  await using folder = await Folder.make();
  await write(folder, {
    "a/deno.json": "{\n  oops\n}",
    "b/deno.json": "7",
    "c/deno.json": " ".repeat(1024 * 1024 + 1),
    "d/deno.json": '{ "imports": 7 }',
    "e/deno.json": '{ "importMap": "./none.json" }',
    "f/deno.json": '{ "importMap": "./deno.json" }',
  });
  for (
    const [name, why] of [
      ["a", "line 2 is not valid JSON"],
      ["b", "it is not an object"],
      ["c", "it is larger than 1048576 bytes"],
      ["d", '"imports" is not an object'],
      ["e", "No such file"],
      ["f", "an import map cannot name another"],
    ] as const
  ) {
    const { message } = assertThrows(
      () => new ProjectImports().resolve("x", at(folder, `${name}/pin.ts`)),
      Error,
    );
    assertStringIncludes(message, `Cannot read the configuration "${folder.path}/${name}/`);
    assertStringIncludes(message, why);
  }
});

Deno.test("ProjectImports cannot be made with a named configuration that cannot be read", async () => {
  await using folder = await Folder.make();
  const path = `${folder.path}/none.json`;
  const { message } = assertThrows(() => new ProjectImports(path), Error);
  assertStringIncludes(message, `Cannot read the configuration "${path}": No such file`);
});
