import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { handlerFolder, isHandlerName } from "../../../src/cli/handlers/handler_folder.ts";
import { Folder, run } from "../program.ts";

const HANDLER = "export default () => {};\n";

/** Writes handlers, also into folders. */
async function write(folder: Folder, ...names: string[]): Promise<void> {
  for (const name of names) {
    await Deno.mkdir(`${folder.path}/${name}`.replace(/[^/]*$/, ""), { recursive: true });
    await folder.write(name, HANDLER);
  }
}

async function refusal(folder: string): Promise<string> {
  const { message } = await assertRejects(() => handlerFolder(folder), Error);
  return message;
}

Deno.test("handlerFolder() finds handlers by their names, also in folders", async () => {
  await using folder = await Folder.make();
  await write(folder, "pin.ts", "menu/main.mts", "menu/deep/x.js", "a b.mjs", "Über.ts");
  await write(folder, "_lib.ts", "_lib/inner.ts", ".hidden.ts", ".git/hook.ts", "pin_test.ts");
  await write(folder, "pin.test.ts", "menu/types.d.ts", "node_modules/x/index.js", "notes.txt");
  const found = await handlerFolder(`${folder.path}//`);
  assertEquals(found.map(({ name }) => name), [
    "a b",
    "menu/deep/x",
    "menu/main",
    "pin",
    "Über",
  ]);
  assertEquals(found[2]?.file, `${folder.path}/menu/main.mts`);
});

Deno.test("isHandlerName() takes no test, declaration or private file", () => {
  for (const name of ["a.ts", "a.js", "a.mts", "a.mjs", "test.ts", "d.ts", "a.b.ts", "_.ts"]) {
    assertEquals(isHandlerName(name), !name.startsWith("_"), name);
  }
  for (
    const name of ["a", "a.tsx", "a.json", "a_test.ts", "a.test.js", "a.d.mts", ".ts", "a.ts~"]
  ) {
    assertEquals(isHandlerName(name), false, name);
  }
});

Deno.test("handlerFolder() follows links in the folder, and refuses those that lead out of it", async () => {
  await using outer = await Folder.make();
  await using folder = await Folder.make();
  await write(outer, "other.ts");
  await write(folder, "..data/pin.ts", "sub/x.ts");
  // As Kubernetes mounts a ConfigMap.
  await Deno.symlink("..data/pin.ts", `${folder.path}/pin.ts`);
  await Deno.symlink("nowhere", `${folder.path}/.#pin.ts`);
  await Deno.symlink("/etc/hostname", `${folder.path}/hostname`);
  await Deno.symlink(folder.path, `${outer.path}/link`);
  const names = (await handlerFolder(`${outer.path}/link`)).map(({ name }) => name);
  assertEquals(names, ["pin", "sub/x"]);
  for (
    const [target, why] of [
      [`${outer.path}/other.ts`, `it is a link to ${outer.path}/other.ts, outside ${folder.path}`],
      ["../none.ts", "it is a link that cannot be followed: No such file"],
      [".", "it is a link to a folder"],
      ["sub", "it is a link to a folder"],
    ] as const
  ) {
    await Deno.symlink(target, `${folder.path}/link.ts`);
    assertStringIncludes(
      await refusal(folder.path),
      `Cannot serve ${folder.path}/link.ts: ${why}`,
    );
    await Deno.remove(`${folder.path}/link.ts`);
  }
});

Deno.test("handlerFolder() refuses a folder that cannot be one of handlers", async () => {
  await using folder = await Folder.make();
  assertStringIncludes(await refusal(folder.path), "it has no handler file (such as menu.ts");
  await write(folder, "a\nb.ts");
  assertStringIncludes(await refusal(folder.path), '"a\\nb.ts" has a control character');
  await Deno.remove(`${folder.path}/a\nb.ts`);
  await write(folder, `${"x/".repeat(17)}a.ts`);
  assertStringIncludes(await refusal(folder.path), "it has more than 16 folders, one in the other");
});

Deno.test("handlerFolder() stops where there is too much", async () => {
  await using folder = await Folder.make();
  for (let count = 0; count <= 10_000; count++) Deno.mkdirSync(`${folder.path}/_${count}`);
  assertStringIncludes(await refusal(folder.path), "it has more than 10000 entries");
});

Deno.test("tipring routes has plain paths of a folder before the patterns that its files export", async () => {
  await using folder = await Folder.make();
  await folder.write("any.ts", `export const route = "/:name";\n${HANDLER}`);
  await write(folder, "pin.ts", "menu/50%:main.ts");
  const { code, stdout, stderr } = await run(["routes", "--json", folder.path]);
  assertEquals([code, stderr], [0, ""]);
  const { routes }: { routes: { pattern: string }[] } = JSON.parse(stdout);
  assertEquals(routes.map(({ pattern }) => pattern), ["/menu/50%\\:main", "/pin", "/:name"]);
});

Deno.test("tipring routes names each problem of a folder", async () => {
  await using folder = await Folder.make();
  await folder.write("lib.ts", "export const x = 1;\n");
  await write(folder, "pin.ts", "pin.js");
  const { code, stdout, stderr } = await run(["routes", "."], { cwd: folder.path });
  assertEquals(code, 1);
  assertMatch(stdout, /^1 {2}\/pin {2}\.\/pin\.\ws\n$/);
  assertStringIncludes(stderr, "Cannot use ./lib.ts as a handler: ");
  assertStringIncludes(stderr, "(the name of a file that is not a handler begins with _)");
  assertMatch(stderr, /Cannot serve .*pin\.\ws at \/pin: .*pin\.\ws is already served there/);
});
