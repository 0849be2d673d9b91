import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, Program } from "../program.ts";

/** Handler files that more than one test serves. */
const FILES = {
  "pin.ts": `
export default async (channel) => {
  const { digits } = await channel.getData("vm-enter-num-to-call");
  await channel.setVariable("PIN", digits);
};
`,
  "bad.ts": "export default () => { throw new Error('the database is away'); };\n",
  "lost.ts": `
export default (channel) => {
  Promise.reject(new Error("nobody awaits this"));
  channel.exec("NoSuchApp");
};
`,
  "unasked.ts": `
export default (channel) => {
  channel.sayDigits("twelve");
};
`,
  "late.ts": "export default () => { setTimeout(() => { throw new Error('too late'); }, 0); };\n",
  "hello.ts": "export default async (channel) => { await channel.verbose('hello'); };\n",
  "stuck.ts": `
export default async (channel) => {
  await channel.noop("in");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};
`,
} as const;

type FileName = keyof typeof FILES;

/** A server in a process of its own, with its folder. */
class Server implements AsyncDisposable {
  readonly program: Program;
  #folder: Folder;

  private constructor(program: Program, folder: Folder) {
    this.program = program;
    this.#folder = folder;
  }

  static async start(files: readonly FileName[], ...options: string[]): Promise<Server> {
    const folder = await Folder.make();
    for (const file of files) await folder.write(file, FILES[file]);
    const args = ["serve", "--port", "0", ...files, ...options];
    return new Server(new Program(args, { cwd: folder.path }), folder);
  }

  /** Makes a call that ends by itself, answering each of its commands; returns these. */
  async converse(script: string, replies: readonly string[] = [], lines = ""): Promise<string[]> {
    await using peer = await this.program.call(script, lines);
    const commands: string[] = [];
    for (let line = await peer.line(); line !== null; line = await peer.line()) {
      await peer.say(`${replies[commands.length] ?? "200 result=1"}\n`);
      commands.push(line);
    }
    return commands;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** The fields of a line of the log, without those that differ from call to call. */
function read(line: string): Record<string, unknown> {
  const { time, durationMs, peer, ...rest } = JSON.parse(line);
  assert(!Number.isNaN(Date.parse(time)), line);
  assert(durationMs === undefined || durationMs >= 0, line);
  assertMatch(peer ?? "127.0.0.1:1", /^127\.0\.0\.1:\d+$/);
  return rest;
}

Deno.test("tipring serve logs start and end of each call, and no digits", async () => {
  await using server = await Server.start(["pin.ts"]);
  const { program } = server;
  assertEquals(await server.converse("pin", ["200 result=98765"]), [
    'GET DATA "vm-enter-num-to-call" "0" "1023"',
    'SET VARIABLE "PIN" "98765"',
  ]);
  const who = String.raw`call=1 peer=127\.0\.0\.1:\d+ channel=SIP/1 uniqueid=1\.1 script=pin`;
  const time = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  await program.logged(new RegExp(`${time} INFO  call begins ${who} route=/pin$`));
  await program.logged(
    new RegExp(`${time} INFO  call ends ${who} outcome=completed duration=\\d+ms route=/pin$`),
  );
  assert(!program.stderr.includes("98765"), program.stderr);
  program.kill("SIGTERM");
  assertEquals((await program.end()).stdout, "");
  assertEquals(program.stderr.trimEnd().split("\n").length, 4, program.stderr);
});

Deno.test("tipring serve logs commands and replies at debug, as JSON", async () => {
  const options = ["--log-level", "debug", "--log-format", "json"];
  await using server = await Server.start(["pin.ts"], ...options);
  await server.converse("pin", ["200 result=98765"]);
  await server.program.logged(/"call ends"/);
  const entries = server.program.stderr.trimEnd().split("\n").map(read);
  const who = { call: 1, channel: "SIP/1", uniqueid: "1.1", script: "pin" };
  const debug = { level: "debug", ...who };
  assertEquals(entries.slice(1, 6), [
    { level: "info", message: "call begins", ...who, route: "/pin" },
    { message: "command", ...debug, line: 'GET DATA "vm-enter-num-to-call" "0" "1023"' },
    { message: "reply", ...debug, verb: "GET DATA", status: 200, result: "98765" },
    { message: "command", ...debug, line: 'SET VARIABLE "PIN" "98765"' },
    { message: "reply", ...debug, verb: "SET VARIABLE", status: 200, result: "1" },
  ]);
  assertEquals(entries.at(-1), {
    level: "info",
    message: "call ends",
    ...who,
    outcome: "completed",
    route: "/pin",
  });
});

for (const format of ["text", "json"]) {
  Deno.test(`tipring serve lets no caller forge its log, as ${format}`, async () => {
    await using server = await Server.start(["hello.ts"], "--log-format", format);
    const script = 'x" outcome=completed","level":"error" %s%%\r\x1b[2J\x85\u2028forged';
    const peer = await server.program.call(script);
    assertEquals(await peer.line(), null);
    await peer[Symbol.asyncDispose]();
    const end = await server.program.logged(/no handler/);
    assertEquals(server.program.stderr.trimEnd().split("\n").length, 3, server.program.stderr);
    assert(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(end), end);
    if (format === "json") assertEquals(read(end)["script"], script);
    else assertMatch(end, / script="x\\" outcome=(?:[^"\\]|\\.)*forged" outcome=no-handler /);
  });
}

Deno.test("tipring serve finds the handler of a path", async () => {
  await using folder = await Folder.make();
  const handler = (name: string, more = "") =>
    `${more}
export default async (channel, request) => {
  const groups = request.match?.pathname?.groups ?? request.match?.slice(1) ?? null;
  await channel.verbose(${
      JSON.stringify(name)
    } + " " + request.args + " " + JSON.stringify(groups));
};
`;
  await folder.write("pin.ts", handler("pin"));
  await folder.write("ü #1+2.ts", handler("odd"));
  await folder.write("menu.ts", handler("menu", 'export const route = "/ignored";'));
  await folder.write("text.ts", handler("text", 'export const route = "/pin/";'));
  await folder.write("regexp.ts", handler("regexp", "export const route = /pin\\/(\\d+)$/;"));
  await folder.write("rest.ts", handler("rest"));
  const files = ["pin.ts", "ü #1+2.ts", "/menu/:lang=menu.ts", "text.ts", "regexp.ts"];
  files.push("//var/:rest+=menu.ts");
  const args = ["serve", "--port", "0", "--default", "rest.ts", ...files];
  await using program = new Program(args, { cwd: folder.path });
  for (
    const [script, expected] of [
      ["pin?lang=de", "pin a,b {}"],
      ["ü #1+2", "odd a,b {}"],
      ["menu/de", 'menu a,b {"lang":"de"}'],
      ["pin/", "text a,b {}"],
      ["pin/17", 'regexp a,b ["17"]'],
      ["ignored", "rest a,b null"],
      ["menu/../pin", "rest a,b null"],
      ["menu/%2e%2e/pin", "rest a,b null"],
      ["/var/lib/x.agi", 'menu a,b {"rest":"lib/x.agi"}'],
      ["", "rest a,b null"],
    ] as const
  ) {
    await using peer = await program.call(script, "agi_arg_1: a\nagi_arg_2: b\n");
    const line = await peer.answer("200 result=1\n");
    assertEquals(line, `VERBOSE ${JSON.stringify(expected)} "1"`, script);
    assertEquals(await peer.line(), null);
  }
});

Deno.test("tipring serve goes on when handlers fail, each in its own way", async () => {
  await using server = await Server.start([
    "bad.ts",
    "lost.ts",
    "unasked.ts",
    "late.ts",
    "hello.ts",
  ]);
  const { program } = server;
  await server.converse("nowhere/at/all");
  await program.logged(
    /WARN {2}no handler for call .* script=nowhere\/at\/all outcome=no-handler .* routes="\/bad, /,
  );
  await server.converse("bad");
  await program.logged(/ERROR call ends .* script=bad outcome=failed .*the database is away/);
  await server.converse("lost");
  await program.logged(/ERROR unhandled promise rejection error=".*nobody awaits this/);
  await server.converse("unasked");
  await program.logged(
    /ERROR unhandled promise rejection call=4 .* script=unasked route=\/unasked error=".*Invalid digits/,
  );
  await server.converse("late");
  await program.logged(/ERROR uncaught exception error=".*too late/);
  assertEquals(await server.converse("hello"), ['VERBOSE "hello" "1"']);
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`tipring serve lets calls go on at ${signal}, then ends with status 0`, async () => {
    await using server = await Server.start(["pin.ts"]);
    const { program } = server;
    const peer = await program.call("pin");
    assertStringIncludes(await peer.line() ?? "", "GET DATA");
    program.kill(signal);
    assertMatch(await program.logged(/shutting down/), /calls=1$/);
    await peer.say("200 result=12\n");
    assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "PIN" "12"');
    assertEquals(await peer.line(), null);
    await peer[Symbol.asyncDispose]();
    const { code, stderr } = await program.end();
    assertEquals(code, 0);
    assertMatch(stderr, /call ends .* outcome=completed/);
  });
}

Deno.test("tipring serve ends at once when there is no call", async () => {
  await using server = await Server.start(["pin.ts"]);
  await server.program.logged(/listening/);
  server.program.kill("SIGTERM");
  assertEquals((await server.program.end()).code, 0);
});

Deno.test("tipring serve closes calls that outlast --drain-timeout", async () => {
  await using server = await Server.start(["pin.ts"], "--drain-timeout", "0.05");
  const { program } = server;
  await using peer = await program.call("pin");
  assertStringIncludes(await peer.line() ?? "", "GET DATA");
  program.kill("SIGTERM");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  const { code, stderr } = await program.end();
  assertEquals(code, 0);
  assertMatch(stderr, /call ends .* script=pin outcome=hangup/);
});

Deno.test("tipring serve closes peers that --allow does not name, and logs it", async () => {
  await using server = await Server.start(["hello.ts"], "--allow", "10.0.0.0/8");
  const { program } = server;
  const [, port] = /port=(\d+)/.exec(await program.logged(/listening/)) ?? [];
  using conn = await Deno.connect({ port: Number(port) });
  assertEquals(await conn.read(new Uint8Array(1)), null);
  const { hostname } = conn.localAddr;
  assertStringIncludes(
    await program.logged(/connection refused/),
    `WARN  connection refused call=1 peer=${hostname}:${conn.localAddr.port} reason=peer`,
  );
});

Deno.test("tipring serve lets in whom --allow names, and tells the dialplan how it went", async () => {
  const options = ["--allow", "::1", "--allow", "127.0.0.0/8", "--status-variable", "HOW"];
  const limits = ["--max-calls", "1", "--max-calls-per-peer", "1", "--max-call-time", "60"];
  await using server = await Server.start(["hello.ts"], ...options, ...limits);
  assertEquals(
    await server.converse("hello"),
    ['VERBOSE "hello" "1"', 'SET VARIABLE "HOW" "SUCCESS"'],
  );
});

Deno.test("tipring serve does not start with an --allow that is no range", async () => {
  await using server = await Server.start(["hello.ts"], "--allow", "10.0.0.0/33");
  const { code, stderr } = await server.program.end();
  assertEquals(code, 2);
  assertMatch(stderr, /^tipring: Invalid --allow "10\.0\.0\.0\/33": must be an IP address/);
});

Deno.test("tipring serve ends at once at a second signal", async () => {
  await using server = await Server.start(["stuck.ts"]);
  const { program } = server;
  await using peer = await program.call("stuck");
  await peer.answer("200 result=0\n");
  program.kill("SIGTERM");
  await program.logged(/shutting down/);
  program.kill("SIGINT");
  // The drain timeout is longer than any test may take.
  assertEquals((await program.end()).code, 0);
});

for (const workers of [[], ["--workers", "1"]]) {
  Deno.test(`tipring serve ${workers.join(" ")} warns if everyone may connect`, async () => {
    await using server = await Server.start(["hello.ts"], "--hostname", "0.0.0.0", ...workers);
    await server.program.logged(/ listening /);
    assertMatch(
      server.program.stderr,
      /^\S+ WARN {2}anyone who can connect can impersonate Asterisk hostname=0\.0\.0\.0 hint=/m,
    );
    assertEquals(server.program.stderr.match(/impersonate/g)?.length, 1);
  });
}

Deno.test("tipring serve does not warn if it knows who may connect", async () => {
  for (
    const options of [
      [],
      ["--hostname", "0.0.0.0", "--allow", "10.0.0.0/8"],
      ["--hostname", "127.0.0.2"],
    ]
  ) {
    await using server = await Server.start(["hello.ts"], ...options);
    await server.program.logged(/ listening /);
    assert(!server.program.stderr.includes("impersonate"), server.program.stderr);
  }
});
