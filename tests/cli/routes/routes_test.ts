import { assertEquals, assertStringIncludes } from "@std/assert";
import { Folder, run } from "../program.ts";

const HANDLER = "export default () => {};\n";

function routed(route: string): string {
  return `export const route = ${route};\n${HANDLER}`;
}

Deno.test("tipring routes prints pattern and file of each route, in the order they are tried", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", `console.log("loaded");\n${HANDLER}`);
  await folder.write("menu.ts", routed('"/menu/:lang"'));
  await folder.write("other.ts", routed("/old\\/.*/i"));
  const args = ["pin.ts", "menu.ts", "/x/:y=pin.ts", "other.ts", "--default", "pin.ts"];
  const { code, stdout, stderr } = await run(["routes", ...args], { cwd: folder.path });
  assertEquals([code, stderr], [0, "loaded\n"]);
  assertEquals(
    stdout,
    `\
1  /pin         pin.ts
2  /menu/:lang  menu.ts
3  /x/:y        pin.ts
4  /old\\/.*/i   other.ts
   (default)    pin.ts
`,
  );
});

Deno.test("tipring routes --json prints one object", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", HANDLER);
  await folder.write("any.ts", routed("/p/"));
  const args = ["routes", "--json", "any.ts", "pin.ts"];
  const { code, stdout } = await run(args, { cwd: folder.path });
  assertEquals(code, 1);
  assertEquals(JSON.parse(stdout), {
    routes: [
      {
        position: 1,
        kind: "regexp",
        pattern: "/p/",
        file: "any.ts",
        path: `${folder.path}/any.ts`,
      },
      { position: 2, kind: "path", pattern: "/pin", file: "pin.ts", path: `${folder.path}/pin.ts` },
    ],
    default: null,
    problems: [
      "No call can reach pin.ts at /pin: any.ts at /p/ comes first and matches each of its paths " +
      "(put pin.ts first)",
    ],
  });
});

Deno.test("tipring routes reports every clash and every file that cannot be loaded, with status 1", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", HANDLER);
  await folder.write("any.ts", routed('"/menu/:lang"'));
  await folder.write("en.ts", routed('"/menu/en"'));
  await folder.write("broken.ts", "export default 7;\n");
  await folder.write("exit.ts", `Deno.exit(0);\n${HANDLER}`);
  const { code, stdout, stderr } = await run(
    ["routes", "pin.ts", "broken.ts", "any.ts", "exit.ts", "en.ts", "pin.ts", "none.ts"],
    { cwd: folder.path },
  );
  assertEquals(code, 1);
  assertEquals(stdout, "1  /pin         pin.ts\n2  /menu/:lang  any.ts\n3  /menu/en     en.ts\n");
  for (
    const problem of [
      "tipring: Cannot use broken.ts as a handler: ",
      "tipring: Cannot load exit.ts: Deno.exit(0) failed: ",
      "tipring: Cannot serve pin.ts at /pin: pin.ts is already served there\n",
      "tipring: Cannot load none.ts: there is no such file\n",
      "tipring: No call can reach en.ts at /menu/en: any.ts at /menu/:lang comes first",
    ]
  ) assertStringIncludes(stderr, problem);
});
