import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, Program, run } from "../cli/program.ts";
import { ENVIRONMENT, OK, quoted } from "./script_program.ts";

/** A script that `tipring run` has begun to run with these options. */
async function start(folder: Folder, text: string, options: readonly string[]): Promise<Program> {
  const file = await folder.write("pin.ts", text);
  const program = new Program(["run", ...options, file]);
  await program.peer.say(ENVIRONMENT);
  return program;
}

Deno.test("channel.log of a script writes to standard error, and nothing to Asterisk", async () => {
  await using folder = await Folder.make();
  await using program = await start(
    folder,
    `export default async (channel) => {
      channel.log.debug("detail");
      channel.log.info("pin accepted", { tries: 2 });
      await channel.noop();
      channel.log.error("lost\\nit", new Error("why"));
    };`,
    [],
  );
  assertEquals(await program.peer.answer(OK), "NOOP");
  const { code, stdout, stderr } = await program.end();
  assertEquals([code, stdout], [0, "NOOP\n"]);
  const [first = "", second = "", ...rest] = stderr.trimEnd().split("\n");
  assertMatch(first, /^\S+Z INFO +pin accepted channel=SIP\/1 uniqueid="" tries=2$/);
  assertMatch(second, /^\S+Z ERROR "lost\\nit" channel=SIP\/1 uniqueid="" error="Error: why\\n/);
  assertEquals(rest, []);
});

Deno.test("tipring run --console-level writes lines to Asterisk's console in turn", async () => {
  await using folder = await Folder.make();
  await using program = await start(
    folder,
    `export default async (channel) => {
      const playing = channel.streamFile("hello");
      channel.log.info("below the level");
      channel.log.warn("slow \\u202e", { name: 'a "b"\\n' });
      await playing;
      await channel.noop();
      channel.log.error("last");
      channel.log.error("very last");
    };`,
    ["--console-level", "warn", "--log-level=debug"],
  );
  const { peer } = program;
  assertEquals(await peer.answer("200 result=0 endpos=9\n"), 'STREAM FILE "hello" "" "0"');
  const line = String.raw`warn: "slow \u202e" name="a \"b\"\n"`;
  assertEquals(await peer.answer(OK), `VERBOSE ${quoted(line)} "1"`);
  assertEquals(await peer.answer(OK), "NOOP");
  assertEquals(await peer.answer(OK), 'VERBOSE "error: last" "1"');
  assertEquals(await peer.answer(OK), 'VERBOSE "error: very last" "1"');
  const { code, stderr } = await program.end();
  assertEquals([code, stderr.trimEnd().split("\n").length], [0, 4]);
  assert(!stderr.includes("pending"), stderr);
});

Deno.test("tipring run --console-level sends no line after commands that are not sent", async () => {
  await using folder = await Folder.make();
  await using program = await start(
    folder,
    `export default (channel) => {
      channel.noop("one");
      channel.noop("two");
      channel.log.warn("line");
    };`,
    ["--console-level=warn"],
  );
  assertEquals(await program.peer.answer(OK), 'NOOP "one"');
  const { stdout, stderr } = await program.end();
  assertEquals(stdout, 'NOOP "one"\n');
  assertStringIncludes(stderr, "handler returned while 2 commands were pending: NOOP, NOOP (");
});

Deno.test("tipring run --console-level leaves lines out while ten wait, and after a hangup", async () => {
  await using folder = await Folder.make();
  await using program = await start(
    folder,
    `export default async (channel) => {
      for (let n = 0; n < 15; n++) channel.log.warn("line", { n });
      await channel.noop();
      channel.log.warn("next");
      try {
        await channel.waitForDigit();
      } catch {
        channel.log.warn("after the hangup");
      }
    };`,
    ["--console-level=debug"],
  );
  const { peer } = program;
  for (let n = 0; n < 10; n++) {
    assertEquals(await peer.answer(OK), `VERBOSE "warn: line n=${n}" "1"`);
  }
  assertEquals(await peer.answer(OK), "NOOP");
  assertEquals(await peer.answer(OK), 'VERBOSE "warn: next leftOut=5" "1"');
  assertMatch(await peer.line() ?? "", /^WAIT FOR DIGIT/);
  await peer.say("HANGUP\n");
  const { code, stderr } = await program.end();
  assertEquals([code, stderr.trimEnd().split("\n").length], [0, 17]);
});

Deno.test("tipring run reads options before the file only", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", "export default () => {};");
  for (const wrong of [["--log-level", "loud"], ["--log-level"], ["--console-level="]]) {
    const { code, stderr } = await run(["run", ...wrong, file]);
    assertEquals(code, 2);
    assertStringIncludes(
      stderr,
      `${wrong[0]?.replace("=", "")} requires debug, info, warn or error`,
    );
  }
  const { code, stderr } = await run(["run", "--verbose", file]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "Unknown option --verbose");
});
