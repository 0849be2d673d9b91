import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Command, programs } from "../modules/_programs.ts";
import { COMPILED, type End, Folder, Program, run } from "../program.ts";
import { linkLibrary } from "./_project.ts";

const FILES: Readonly<Record<string, string>> = {
  "handlers/_rates.json": '{ "rate": 3 }\n',
  "handlers/_price.ts": `import { parse } from "yaml";
import rates from "./_rates.json" with { type: "json" };

/** The price of some minutes. */
export function price(text: string): number {
  const { minutes }: { minutes: number } = parse(text);
  return minutes * rates.rate;
}
`,
  "handlers/_guard.ts": `import { AgiUsageError, type Channel } from "@tipring/agi";

/** Whether a command is refused, by the error of the library. */
export async function isRefused(channel: Channel): Promise<boolean> {
  try {
    await channel.execute({ ...(await import("@tipring/agi/commands")).noop(), verb: "NOTHING" });
    return false;
  } catch (error) {
    return error instanceof Error && !(error instanceof AgiUsageError);
  }
}
`,
  "handlers/price.ts": `import { Channel, type Handler } from "@tipring/agi";
import { isRefused } from "./_guard.ts";
import { price } from "./_price.ts";

const handler: Handler = async (channel) => {
  const isOwn = channel instanceof Channel;
  await channel.verbose(\`\${price("minutes: 4")} \${isOwn} \${await isRefused(channel)}\`);
};

export default handler;
`,
  "handlers/price_test.ts": `import { assertStringIncludes } from "@std/assert";
import { simulateCall } from "@tipring/agi/testing";
import handler from "./price.ts";

Deno.test("price is the product of minutes and rate", async () => {
  const { transcript } = await simulateCall(handler).result;
  assertStringIncludes(transcript, "12 true true");
});
`,
};

/** Plays Asterisk to a call, which knows no command NOTHING. Returns what it was told. */
async function said(peer: Program["peer"]): Promise<string | undefined> {
  for (let line = await peer.line(); line !== null; line = await peer.line()) {
    await peer.say(
      line === "NOTHING" ? "510 Invalid or unknown command\n" : "200 result=1\n",
    );
    const [, text] = /^VERBOSE "(.*)" "1"$/.exec(line) ?? [];
    if (text !== undefined) return text;
  }
  return undefined;
}

async function asScript(args: readonly string[], command: Command, cwd: string): Promise<End> {
  await using program = new Program(args, { command, cwd });
  await program.peer.say("agi_request: price.ts\nagi_channel: SIP/1\n\n");
  assertEquals(await said(program.peer), "12 true true", program.stderr);
  return await program.end();
}

async function deno(folder: Folder, ...args: string[]): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder.path,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(success, true, text);
  return text;
}

/** A new project with a handler in three files, which needs a package and a JSON file. */
async function project(): Promise<Folder> {
  const folder = await Folder.make();
  assertEquals((await run(["init"], { cwd: folder.path })).code, 0);
  for (const [name, text] of Object.entries(FILES)) await folder.write(name, text);
  await linkLibrary(folder);
  const path = `${folder.path}/deno.json`;
  const config = JSON.parse(await Deno.readTextFile(path));
  config.imports.yaml = "npm:yaml@^2";
  // An executable cannot fetch packages.
  if (COMPILED !== undefined) config.nodeModulesDir = "auto";
  await Deno.writeTextFile(path, JSON.stringify(config));
  if (COMPILED !== undefined) await deno(folder, "install");
  return folder;
}

Deno.test("a project of several files with a package passes check, and its tests", async () => {
  await using folder = await project();
  const { code, stdout, stderr } = await run(["check", "handlers"], {
    cwd: folder.path,
    deadline: 60_000,
  });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, "2 handlers loaded, types checked, 0 problems\n");
  assertStringIncludes(await deno(folder, "task", "test"), "3 passed");
});

Deno.test("a project of several files with a package runs in each way", async () => {
  await using folder = await project();
  await using shared = await Folder.make();
  for (const [name, command] of Object.entries(await programs(shared))) {
    const cwd = folder.path;
    assertEquals((await asScript(["handlers/price.ts"], command, cwd)).code, 0, name);
    const file = await folder.write(
      "handlers/script.ts",
      `#!/usr/bin/env -S ${command.join(" ")}\n${FILES["handlers/price.ts"]}`,
      0o755,
    );
    assertEquals((await asScript([], [file], cwd)).code, 0, name);
    await Deno.remove(file);

    const dialed = await run(["dial", "handlers", "--path", "price"], { command, cwd });
    assertStringIncludes(dialed.stdout, "12 true true", `${name} ${dialed.stderr}`);
    assertEquals(dialed.code, 0, name);

    await using server = new Program(["serve", "--port", "0", "handlers"], { command, cwd });
    await using peer = await server.call("price");
    assertEquals(await said(peer), "12 true true", `${name} ${server.stderr}`);
  }
});
