/**
 * Takes the steps of docs/first-ivr.md, one after the other, in an empty folder.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { linkLibrary, onPath } from "../cli/init/_project.ts";
import { Folder, PROGRAM, Program, run } from "../cli/program.ts";
import { ROOT } from "./pages.ts";

/** Longer than a type check on a busy machine, in milliseconds. */
const DEADLINE = 60_000;

const SOUNDS = ["number", "shipped", "waiting", "agent"];

/** The files of the page, by their names above each block. */
function filesOfPage(): Map<string, string> {
  const page = Deno.readTextFileSync(`${ROOT}docs/first-ivr.md`);
  const blocks = page.matchAll(/`([\w/]+\.ts)`:\n\n```ts[^\n]*\n(.*?)```/gs);
  return new Map(Array.from(blocks, ([, name = "", text = ""]) => [name, text]));
}

Deno.test("the steps of docs/first-ivr.md lead to an IVR that works", async () => {
  await using folder = await Folder.make();
  assertEquals((await run(["init", "ivr"], { cwd: folder.path })).code, 0);
  const cwd = `${folder.path}/ivr`;
  await linkLibrary({ path: cwd });
  const env = { PATH: await onPath(folder, PROGRAM) };
  const deno = async (...args: string[]) => {
    await using program = new Program(args, {
      command: [Deno.execPath()],
      cwd,
      env,
      deadline: DEADLINE,
    });
    await program.peer.end();
    return await program.end();
  };

  const welcome = await run(["dial", "handlers/welcome.ts", "--fast"], { cwd });
  assertStringIncludes(welcome.stdout, "plays     vm-enter-num-to-call");
  for (const name of ["welcome.ts", "welcome_test.ts"]) {
    await Deno.remove(`${cwd}/handlers/${name}`);
  }
  const files = filesOfPage();
  assertEquals([...files.keys()], [
    "handlers/order.ts",
    "handlers/_back_end.ts",
    "handlers/order_test.ts",
    "back_end.ts",
  ]);
  for (const [name, text] of files) await Deno.writeTextFile(`${cwd}/${name}`, text);
  const tests = await deno("task", "test");
  assertEquals(tests.code, 0, tests.stdout + tests.stderr);
  assertStringIncludes(tests.stdout, "3 passed");

  await Deno.mkdir(`${cwd}/sounds/en/orders`, { recursive: true });
  const check = ["check", "handlers", "--sounds", "sounds"];
  const missing = await run(check, { cwd, deadline: DEADLINE });
  assertEquals(missing.code, 1, missing.stderr);
  for (const name of SOUNDS) {
    assertStringIncludes(missing.stdout + missing.stderr, `Sound "orders/${name}" does not exist`);
    await Deno.writeTextFile(`${cwd}/sounds/en/orders/${name}.wav`, "");
  }
  const complete = await run(check, { cwd, deadline: DEADLINE });
  assertEquals(
    [complete.code, complete.stdout],
    [0, "1 handler loaded, types checked, 4 sounds looked up, 0 problems\n"],
  );

  await using backEnd = new Program(
    ["serve", "--host", "127.0.0.1", "--port", "0", "back_end.ts"],
    { command: [Deno.execPath()], cwd },
  );
  const [address = ""] = /http:\/\/[^ /]+/.exec(await backEnd.logged(/http:/)) ?? [];
  for (const [order, sound] of [["12341", "shipped"], ["12342", "waiting"]] as const) {
    const { stdout } = await run(
      ["dial", "handlers", "--path", "order", "--press", order, "--fast"],
      { cwd, env: { ORDERS_URL: address } },
    );
    assertStringIncludes(stdout, `plays     orders/${sound}`);
  }
  backEnd.kill("SIGTERM");
  await backEnd.end();

  await using server = new Program(
    ["serve", "handlers", "--port", "0", "--status-variable", "TIPRING_STATUS", "--admin", "0"],
    { cwd },
  );
  await using peer = await server.call("order");
  assertEquals(await peer.line(), "ANSWER");
});
