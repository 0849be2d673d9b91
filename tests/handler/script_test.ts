import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMPILED, Folder, Program, run } from "../cli/program.ts";
import { readCapture } from "../testdata/captures.ts";
import { ENVIRONMENT, OK, quoted, Script } from "./script_program.ts";

Deno.test("tipring runs a script: only commands reach standard output", async () => {
  await using script = await Script.start(`
import process from "node:process";

console.log("printed while it loads");

export default async (channel: { noop(): Promise<void> }): Promise<void> => {
  console.log("printed", { by: "console" });
  console.table([{ printed: 1 }]);
  console.clear();
  process.stdout.write("printed by process\\n");
  await Deno.stdout.write(new TextEncoder().encode("printed by Deno\\n"));
  await channel.noop();
  console.info("printed later");
};
`);
  assertEquals(await script.answer("200 result=0\n"), "NOOP");
  const { code, stdout, stderr } = await script.end();
  assertEquals([code, stdout], [0, "NOOP\n"]);
  for (
    const text of ["while it loads", '{ by: "console" }', "by process", "by Deno", "printed later"]
  ) {
    assertStringIncludes(stderr, text);
  }
  assert(!stderr.includes("\x1b"), stderr);
});

Deno.test("tipring gives a script its arguments as they are", async () => {
  const args = ["--help", "two words", "", "-x", "ä→", 'q"uo\\te', "--"];
  const text = `
export default async (channel, { script, args, query, match }) => {
  await channel.verbose(JSON.stringify([script, args, query.size, match]));
};
`;
  await using script = await Script.start(text, { args, name: "50% of #1 ä.ts" });
  const expected = JSON.stringify([script.file, args, 0, null]);
  assertEquals(await script.answer(), `VERBOSE ${quoted(expected)} "1"`);
  assertEquals((await script.end()).code, 0);
});

Deno.test("tipring runs a FastAGI call on standard input, as inetd passes it on", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "pin.ts",
    `export default async (channel, { script, args, query }) => {
  await channel.verbose(JSON.stringify([script, args, query.get("lang"), query.get("to")]));
};
`,
  );
  // The arguments of the program are those of the service, not of the call.
  await using program = new Program([file, "--of-inetd"]);
  await program.peer.say(
    "agi_network: yes\nagi_network_script: menu/de?lang=de&to=a%20b\n" +
      "agi_request: agi://pbx/menu/de?lang=de&to=a%20b\nagi_channel: SIP/1\n" +
      "agi_version: 22.10.1\nagi_arg_1: one\nagi_arg_2: two words\n\n",
  );
  const line = await program.peer.answer(OK);
  assertEquals(
    line,
    String.raw`VERBOSE "[\"menu/de\",[\"one\",\"two words\"],\"de\",\"a b\"]" "1"`,
  );
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring plays its part in what Asterisk said to a script", async () => {
  const { exchanges } = readCapture("stdin_basic");
  const [environment, noop, stream] = exchanges;
  assert(environment !== undefined && noop !== undefined && stream !== undefined);
  await using folder = await Folder.make();
  const file = await folder.write(
    "pin.ts",
    `
export default async (channel) => {
  await channel.noop();
  const { endpos } = await channel.streamFile("beep");
  console.log(channel.environment.channel, channel.environment.network, endpos);
};
`,
  );
  await using program = new Program([file]);
  await program.peer.say(environment.received);
  for (const { received } of [noop, stream]) {
    await program.peer.line();
    await program.peer.say(received);
  }
  const { code, stderr } = await program.end();
  assertEquals([code, stderr], [0, "Local/up@test-00000090;2 false 3520\n"]);
});

Deno.test("tipring tells a script of SIGHUP while it awaits a timer", async () => {
  await using script = await Script.start(`
export default async (channel) => {
  await channel.noop();
  await new Promise((resolve, reject) => {
    setTimeout(resolve, 60_000);
    channel.signal.addEventListener("abort", () => reject(channel.signal.reason));
    console.log("waiting");
  }).catch(async (error) => {
    await channel.afterHangup.setVariable("REASON", error.name);
    const refused = await channel.answer().catch((error) => error);
    await channel.afterHangup.setVariable("SAME", refused === error);
    throw error;
  });
};
`);
  await script.answer("200 result=0\n");
  await script.program.logged(/waiting/); // Else the signal may come ahead of the reply.
  script.program.kill("SIGHUP");
  assertEquals(await script.answer(), 'SET VARIABLE "REASON" "AgiSighupHangup"');
  assertEquals(await script.answer(), 'SET VARIABLE "SAME" "true"');
  const { code, stderr } = await script.end();
  assertEquals([code, stderr], [0, "waiting\n"]);
});

Deno.test("tipring tells a script of SIGHUP in the middle of a file, and stays in step", async () => {
  await using script = await Script.start(`
export default async (channel) => {
  channel.signal.addEventListener("abort", () => console.log("signal", channel.signal.reason.name));
  try {
    await channel.streamFile("long");
  } catch (error) {
    console.log("error", error.name);
    throw error;
  } finally {
    await channel.afterHangup.setVariable("DONE", "yes");
  }
};
`);
  assertEquals(await script.program.peer.line(), 'STREAM FILE "long" "" "0"');
  script.program.kill("SIGHUP");
  await script.program.logged(/signal AgiSighupHangup/);
  // As in the capture stdin_hangup_stream: the reply comes after the signal.
  await script.program.peer.say("200 result=-1 endpos=8000\n");
  await script.program.logged(/error AgiSighupHangup/);
  assertEquals(await script.answer(), 'SET VARIABLE "DONE" "yes"');
  assertEquals((await script.end()).code, 0);
});

Deno.test("tipring tells a script of a SIGHUP that came while it was loaded", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using script = await Script.start(
    `
const conn = await Deno.connect({ port: Number(Deno.args.at(-1)) });
await conn.read(new Uint8Array(1));
export default async (channel) => {
  const { signal } = channel;
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  console.log(signal.reason.name);
};
`,
    { args: [`${listener.addr.port}`] },
  );
  const loading = await listener.accept();
  script.program.kill("SIGHUP");
  loading.close();
  const { code, stdout, stderr } = await script.end();
  assertEquals([code, stdout, stderr], [0, "", "AgiSighupHangup\n"]);
});

Deno.test("tipring ends with status 0 when Asterisk closes the connection", async () => {
  await using script = await Script.start(
    "export default async (channel) => { await channel.waitForDigit(); };\n",
  );
  await script.program.peer.line();
  await script.program.peer.end();
  const { code, stderr } = await script.end();
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("tipring ends with status 0 when the call ends before it begins", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", "export default () => { throw new Error('run'); };\n");
  const stderr = "tipring: standard input ended before the AGI environment " +
    "(to try a handler by hand: tipring dial FILE)\n";
  assertEquals(await run([file]), { code: 0, stdout: "", stderr });
});

Deno.test("tipring ends at once when a script leaves work behind", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using script = await Script.start(
    `
export default async (channel, { args }) => {
  setTimeout(() => {}, 60_000);
  setInterval(() => {}, 60_000);
  fetch(\`http://127.0.0.1:\${args[0]}/\`);
  const conn = await Deno.connect({ port: Number(args[0]) });
  conn.read(new Uint8Array(1));
  channel.waitForDigit();
  await channel.with({ timeout: 1 }).noop().catch(() => {});
};
`,
    { args: [`${listener.addr.port}`] },
  );
  // Standard input stays open, and the deadline of a program is shorter than its timers.
  assertEquals((await script.end()).code, 0);
});

Deno.test("tipring uses no timer for a script that needs none: the first one loads Node's timers", async () => {
  await using script = await Script.start(`
for (const name of ["setTimeout", "clearTimeout", "setInterval"]) {
  const used = globalThis[name];
  globalThis[name] = (...args) => {
    console.log(new Error(name).stack);
    return used(...args);
  };
}

export default async (channel) => {
  await channel.noop();
};
`);
  assertEquals(await script.answer(), "NOOP");
  const { code, stderr } = await script.end();
  assertEquals([code, stderr], [0, ""]);
});

Deno.test({
  name: "tipring says once that Deno cannot keep compiled code",
  // An executable brings its code along.
  ignore: COMPILED !== undefined,
  async fn() {
    await using folder = await Folder.make();
    // No user can write below a file, not even root.
    const cache = `${await folder.write("file", "")}/deno`;
    const file = await folder.write(
      "pin.ts",
      `
// Later than Deno itself looks: without its cache it would fetch the packages of the sources.
Deno.env.set("DENO_DIR", ${JSON.stringify(cache)});

export default (channel) => channel.noop();
`,
    );
    await using program = new Program([file]);
    await program.peer.say(ENVIRONMENT);
    assertEquals(await program.peer.answer(OK), "NOOP");
    const { code, stderr } = await program.end();
    assertEquals(code, 0);
    assertEquals(
      stderr,
      `tipring: cannot write to the cache folder "${cache}": Deno compiles every file again for ` +
        "each call (set DENO_DIR to a folder that this user can write to)\n",
    );
  },
});
