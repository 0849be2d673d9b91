import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CLI, type End, Folder, pathOf, Program, run } from "../cli/program.ts";
import { Peer } from "../peer.ts";
import { readCapture } from "../testdata/captures.ts";

/** What a script hears first; there is no `agi_network`. */
const ENVIRONMENT = "agi_request: pin.ts\nagi_channel: SIP/1\nagi_version: 22.10.1\n\n";

const OK = "200 result=1\n";

/** A script that Asterisk has begun to run. */
class Script implements AsyncDisposable {
  readonly program: Program;
  readonly file: string;
  #folder: Folder;

  private constructor(program: Program, file: string, folder: Folder) {
    this.program = program;
    this.file = file;
    this.#folder = folder;
  }

  static async start(
    text: string,
    { args = [], name = "pin.ts" }: { args?: readonly string[]; name?: string } = {},
  ): Promise<Script> {
    const folder = await Folder.make();
    const file = await folder.write(name, text);
    const program = new Program([file, ...args]);
    await program.peer.say(ENVIRONMENT);
    return new Script(program, file, folder);
  }

  /** Waits for a command and answers it. */
  answer(reply = OK): Promise<string | null> {
    return this.program.peer.answer(reply);
  }

  end(): Promise<End> {
    return this.program.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

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
  assertEquals(await run([file]), { code: 0, stdout: "", stderr: "" });
});

Deno.test("tipring refuses what is no AGI on standard input", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", "export default () => {};\n");
  await using program = new Program([file]);
  await program.peer.say("hello\n");
  const { code, stdout, stderr } = await program.end();
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^tipring: AgiProtocolError: .*hello/);
  assertMatch(
    stderr,
    /\ntipring: standard input is not Asterisk \(to try a handler by hand: tipring dial FILE\)\n$/,
  );
});

Deno.test("tipring points to tipring dial if its standard input is a file", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", "export default (channel) => channel.noop();\n");
  const input = await folder.write("input.txt", `${ENVIRONMENT}${OK}`);
  const { code, stdout, stderr } = await run([file], {
    command: ["sh", "-c", 'exec "$@" < "$0"', input, Deno.execPath(), "run", "-A", CLI],
  });
  assertEquals([code, stdout, stderr], [
    2,
    "",
    `Cannot run ${file}: standard input is a file, not Asterisk (try tipring dial ${file})\n`,
  ]);
});

Deno.test("tipring tells what a script threw, on standard error and on Asterisk's console", async () => {
  for (
    const [thrown, told] of [
      ['new TypeError("no \\"pin\\"\\r\\n\\0file")', 'tipring: TypeError: no "pin" file'],
      ['new Error("x".repeat(10_000))', `tipring: Error: ${"x".repeat(384)}`],
      ['Symbol("odd")', "tipring: Symbol(odd)"],
      ["Object.create(null)", "tipring: [Object: null prototype] {}"],
      ["undefined", "tipring: undefined"],
    ] as const
  ) {
    await using script = await Script.start(`export default () => { throw ${thrown}; };\n`);
    assertEquals(await script.answer(), `VERBOSE ${quoted(told)} "1"`);
    const { code, stderr } = await script.end();
    assertEquals(code, 1);
    assertStringIncludes(stderr, told.slice(0, 20));
  }
});

Deno.test("tipring shows where a script threw", async () => {
  await using script = await Script.start(
    "export default async () => {\n  await null;\n  throw new Error('broken');\n};\n",
  );
  await script.answer();
  assertStringIncludes((await script.end()).stderr, `${script.file}:3:9`);
});

Deno.test("tipring does not wait for an Asterisk that is silent when a script threw", async () => {
  await using script = await Script.start(
    "export default (channel) => { channel.waitForDigit(); throw new Error('broken'); };\n",
  );
  assertEquals(await script.program.peer.line(), 'WAIT FOR DIGIT "-1"');
  assertEquals((await script.end()).code, 1);
});

Deno.test("tipring says nothing to a channel that hung up before a script threw", async () => {
  await using script = await Script.start(`
export default async (channel) => {
  channel.signal.addEventListener("abort", () => console.log("hung up"));
  await channel.waitForDigit().catch(() => {});
  throw new Error("broken after the hangup");
};
`);
  await script.program.peer.line();
  script.program.kill("SIGHUP");
  await script.program.logged(/hung up/);
  await script.program.peer.say("200 result=-1\n");
  const { code, stdout, stderr } = await script.end();
  assertEquals([code, stdout], [1, 'WAIT FOR DIGIT "-1"\n']);
  assertStringIncludes(stderr, "broken after the hangup");
});

Deno.test("tipring tells Asterisk's console of a file that it cannot run", async () => {
  for (
    const [text, told] of [
      ["export default (] => {};\n", "tipring: Error: Cannot load FILE: "],
      ["export const handler = 1;\n", "tipring: Error: Cannot use FILE as a handler: "],
      ["throw new Error('no config');\n", "tipring: Error: Cannot load FILE: no config"],
    ] as const
  ) {
    await using script = await Script.start(text);
    const message = told.replace("FILE", script.file);
    assertStringIncludes(await script.answer() ?? "", `VERBOSE "${message}`);
    const { code, stderr } = await script.end();
    assertEquals(code, 1);
    assertStringIncludes(stderr, message);
  }
  await using program = new Program(["run", "missing.ts"]);
  await program.peer.say(ENVIRONMENT);
  assertEquals(
    await program.peer.answer(OK),
    'VERBOSE "tipring: Error: Cannot load missing.ts: there is no such file" "1"',
  );
  assertEquals((await program.end()).code, 1);
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

Deno.test("runScript() runs the handler of the main module, with its path and arguments", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "my 50% ä.ts",
    `
import { runScript } from ${JSON.stringify(`file://${encodeURI(pathOf("../../mod.ts"))}`)};

const events: string[] = [];
await runScript(async (channel, { script, args }) => {
  await channel.verbose(JSON.stringify([script, args]));
  console.log(events.join());
}, { onEvent: ({ type }) => events.push(type) });
`,
  );
  await using program = new Program(["one", "--two"], {
    command: [Deno.execPath(), "run", "-A", file],
  });
  await program.peer.say(ENVIRONMENT);
  const expected = JSON.stringify([file, ["one", "--two"]]);
  assertEquals(await program.peer.answer(OK), `VERBOSE ${quoted(expected)} "1"`);
  const { code, stdout, stderr } = await program.end();
  assertEquals([code, stderr], [0, "command,reply\n"]);
  assertEquals(stdout, `VERBOSE ${quoted(expected)} "1"\n`);
});

Deno.test("runScript() takes script and args from its options, and ends with status 1 on failure", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "main.ts",
    `
import { runScript } from ${JSON.stringify(`file://${encodeURI(pathOf("../../mod.ts"))}`)};

await runScript((_, { script, args }) => {
  throw new Error(script + args);
}, { script: "pin", args: ["a", "b"] });
`,
  );
  await using program = new Program(["c"], { command: [Deno.execPath(), "run", "-A", file] });
  await program.peer.say(ENVIRONMENT);
  assertEquals(await program.peer.answer(OK), 'VERBOSE "tipring: Error: pina,b" "1"');
  assertEquals((await program.end()).code, 1);
});

/** A word as Asterisk reads it: in quotes, `\` and `"` escaped by a `\`. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
}

Deno.test("tipring ends a script that fails also where nobody reads standard error", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "loud.ts",
    `export default () => {
  Deno.stderr.write(new Uint8Array(1_000_000));
  throw new Error("broken");
};`,
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", CLI, file],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await using peer = new Peer({ readable: child.stdout, writable: child.stdin });
  await peer.say(ENVIRONMENT);
  assertEquals(await peer.answer(OK), 'VERBOSE "tipring: Error: broken" "1"');
  assertEquals((await child.status).code, 1);
  await child.stderr.cancel();
});

Deno.test("tipring shows no digit of a caller on standard error when a script fails", async () => {
  await using script = await Script.start(`
export default async (channel) => {
  const { digits } = await channel.getData("pin");
  await channel.sayDigits(digits);
};
`);
  await script.answer("200 result=*4711\n");
  assertEquals((await script.answer())?.includes("4711"), false);
  const { code, stderr } = await script.end();
  assertEquals(code, 1);
  assertStringIncludes(stderr, 'Invalid digits "*****"');
  assert(!stderr.includes("4711"), stderr);
});
