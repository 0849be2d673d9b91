import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FastAgiServer } from "../../../src/server/server.ts";
import { parseCapture } from "../../../src/recording/capture.ts";
import { commandsOf } from "../../../src/recording/replay.ts";
import { Folder, Program, run } from "../program.ts";

/** Reads keys without a prompt, so that a test takes no second. */
const MENU = `
export default async (channel, request) => {
  const { digits } = await channel.getData("", { timeout: 60_000, maxDigits: 4 });
  await channel.verbose(\`\${channel.environment.callerId} \${digits} \${request.args}\`);
  await channel.setVariable("ANSWER", await channel.getVariable("GIVEN") ?? "none");
};
`;

const STUCK =
  "export default ({ afterHangup }) => afterHangup.noop().then(() => new Promise(() => {}));";

/** Lets a caller do something with a program that dials a handler. */
async function dial(
  handler: string,
  options: readonly string[],
  act: (program: Program) => Promise<void> | void = () => {},
): Promise<{ code: number; lines: string[]; stderr: string }> {
  await using folder = await Folder.make();
  const file = await folder.write("handler.ts", handler);
  await using program = new Program(["dial", file, ...options]);
  await act(program);
  const { code, stdout, stderr } = await program.end();
  return { code, lines: stdout.trimEnd().split("\n").slice(1), stderr };
}

Deno.test("tipring dial presses keys for a handler file, and shows what happens", async () => {
  const options = ["one", "two", "--press", "4711", "--caller-id", "Ann <5551234>"];
  const { code, lines, stderr } = await dial(MENU, options);
  assertEquals(lines, [
    "waits     for keys",
    "keys      4711",
    "notes     5551234 4711 one,two",
    "sets      ANSWER=none",
    "next      default,s,2",
    "ends      the call goes on in the dialplan (AGISTATUS SUCCESS)",
  ]);
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("tipring dial takes a line of a pipe for an answer, whenever it comes", async () => {
  for (const early of [true, false]) {
    const { code, lines } = await dial(MENU, [], async (program) => {
      if (!early) { while (!(await program.peer.line())?.startsWith("waits")); }
      await program.peer.say("12#\n");
    });
    assertEquals([code, lines.includes("keys      12")], [0, true], `${early}`);
  }
});

Deno.test("tipring dial calls any FastAGI server at its address", async () => {
  await using server = new FastAgiServer({ port: 0 });
  const seen: unknown[] = [];
  server.registerScriptHandler("/menu/:lang", async (channel, { query, args, script }) => {
    const { callerIdName, extension, language } = channel.environment;
    seen.push(query.get("vip"), args, script, callerIdName, extension, language);
    seen.push(await channel.getVariable("GIVEN"), await channel.databaseGet("a", "b"));
  });
  const serving = server.serveForever();
  const { port } = server.addr;
  const { code, stderr } = await run([
    "dial",
    `agi://127.0.0.1:${port}/menu/de?vip=1`,
    "x",
    "--caller-id=Ann <1>",
    "--extension=700",
    "--language=de_AT",
    "--var=GIVEN=a=b",
    "--database=a/b=c",
  ]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(seen, ["1", ["x"], "menu/de", "Ann", "700", "de_AT", "a=b", "c"]);
  const lost = await run(["dial", `agi://127.0.0.1:${port}/nowhere`]);
  assertEquals(lost.code, 4);
  assertStringIncludes(lost.stdout, "the server closed the connection without a command");
  await server.shutdown();
  await serving;
});

Deno.test("tipring dial tells a server of the end as Asterisk does, by HANGUP", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const dialing = run(["dial", `agi://127.0.0.1:${listener.addr.port}/x`]);
  using conn = await listener.accept();
  await conn.write(new TextEncoder().encode("NOOP\n"));
  const buffer = new Uint8Array(4096);
  const decoder = new TextDecoder();
  let said = "";
  for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
    said += decoder.decode(buffer.subarray(0, count));
    if (said.endsWith("200 result=0\n")) await conn.closeWrite();
  }
  assert(said.endsWith("\n\n200 result=0\nHANGUP\n"), said);
  assertEquals((await dialing).code, 0);
});

Deno.test("tipring dial --hangup-after hangs up, and tells that by its status", async () => {
  const { code, lines } = await dial(MENU, ["--hangup-after", "0.2"]);
  assertEquals(code, 3);
  assertEquals(lines, [
    "waits     for keys",
    "hangs up  you do",
    "ends      you hung up (AGISTATUS HANGUP)",
  ]);
});

Deno.test("tipring dial hangs up at SIGINT, and quits at the second", async () => {
  const { code, lines } = await dial(STUCK, [], async (program) => {
    while (!(await program.peer.line())?.startsWith("dials"));
    program.kill("SIGINT");
    assertEquals(await program.peer.line(), "hangs up  you do");
    program.kill("SIGINT");
  });
  assertEquals([code, lines], [130, ["hangs up  you do"]]);
});

Deno.test("tipring dial tells a handler that fails, and one that hangs up", async () => {
  const failed = await dial("export default () => { throw new Error('no luck'); };", []);
  assertEquals(failed.code, 1);
  assertStringIncludes(failed.stderr, "tipring: Error: no luck");
  const hungUp = await dial("export default (channel) => channel.hangup();", []);
  assertEquals([hungUp.code, hungUp.lines.at(-1)], [
    0,
    "ends      the handler hung up (AGISTATUS HANGUP)",
  ]);
});

Deno.test("tipring dial shows what the handler logs, as text and as JSON", async () => {
  const handler = `export default (channel) => {
    channel.log.debug("pin\\n", { tries: 2, text: "a\\x1b[2J b" });
  };`;
  const { code, lines, stderr } = await dial(handler, []);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(lines[0], String.raw`logs      debug: "pin\n" tries=2 text="a\u001b[2J b"`);
  const { lines: [line = ""] } = await dial(handler, ["--json"]);
  const { time: _, ...event } = JSON.parse(line);
  assertEquals(event, {
    type: "log",
    level: "debug",
    message: "pin\n",
    fields: { tries: 2, text: "a\x1b[2J b" },
  });
});

Deno.test("tipring dial --json writes JSON and nothing else", async () => {
  const noisy = MENU.replace("=> {", "=> {\n  console.log('noise');");
  const { code, lines, stderr } = await dial(noisy, ["--json", "--press", "12#"]);
  assertEquals([code, stderr], [0, "noise\n"]);
  const events = lines.map((line) => JSON.parse(line));
  assert(events.every(({ time, type }) => Number.isInteger(time) && typeof type === "string"));
  const digits = events.find(({ type }) => type === "digits");
  assertEquals([digits.verb, digits.digits], ["GET DATA", "12"]);
  const { time: _, ...last } = events.at(-1);
  assertEquals(last, { type: "ends", outcome: "completed", agiStatus: "SUCCESS" });
});

Deno.test("tipring dial --json has the sound files of a number, and the channel's language", async () => {
  const handler = `export default async (channel) => {
    await channel.setVariable("CHANNEL(language)", "en_GB");
    await channel.sayNumber(42);
    await channel.streamFile("menü", { offset: 4000 });
  };`;
  const { lines } = await dial(handler, ["--json"]);
  const sounds = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "sound");
  const language = "en_GB";
  assertEquals(sounds.map(({ time: _, type: _type, duration: _duration, ...sound }) => sound), [
    { kind: "number", text: "42", files: ["digits/40", "digits/2"], language, offset: 0 },
    { kind: "file", text: "menü", files: ["menü"], language, offset: 500 },
  ]);
});

Deno.test("tipring dial --record writes a new file that can be replayed", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("handler.ts", MENU);
  const record = `${folder.path}/call.txt`;
  const args = ["dial", file, "--press", "4711", "--record", record];
  assertEquals((await run(args)).code, 0);
  assertEquals((Deno.statSync(record).mode ?? 0) & 0o777, 0o600);
  const capture = parseCapture("call", Deno.readTextFileSync(record));
  assertMatch(capture.comments[0] ?? "", /^simulated call of .*handler\.ts, begun at /);
  assertEquals(commandsOf(capture)[0], 'GET DATA "" "60000" "4"');
  assertEquals((await run(["replay", record, file])).code, 0);
  const again = await run(args);
  assertEquals(again.code, 1);
  assertStringIncludes(again.stderr, `tipring: Cannot record into ${record}: `);
});

Deno.test("tipring dial lets no server order a terminal about", async () => {
  const { lines } = await dial(
    "export default (channel) => channel.verbose('\\x1b]0;x\\x07');",
    [],
  );
  assertEquals(lines[0], "notes     \ufffd]0;x\ufffd");
});

Deno.test("tipring dial refuses arguments that make no sense", async () => {
  for (
    const [args, message] of [
      [[], "No handler file or address given (such as agi://host/path)"],
      [["agi://"], 'Invalid address "agi://": must be agi://HOST[:PORT][/PATH][?QUERY]'],
      [["http://x/"], 'Invalid address "http://x/": must be agi://HOST[:PORT][/PATH][?QUERY]'],
      [["agi://x:99999/"], 'Invalid address "agi://x:99999/": '],
      [["x.ts", "--press", "1,x"], 'Invalid --press "1,x": must be '],
      [["x.ts", "--app", "Foo=X"], 'Invalid --app "Foo=X": must be NAME=STATUS[:TIME] with '],
      [["x.ts", "--app", "Dial=NO"], "Dial=ANSWER|BUSY|"],
      [["x.ts", "--app", "Dial=BUSY:soon"], 'Invalid --app "Dial=BUSY:soon": must be '],
      [["x.ts", "--talk", "long"], 'Invalid --talk "long": must be seconds'],
      [["x.ts", "--expect="], "--expect requires a value: a file"],
      [
        ["x.ts", "--hangup-after", "soon"],
        'Invalid --hangup-after "soon": must be seconds',
      ],
      [["x.ts", "--caller-id", "a b"], 'Invalid --caller-id "a b": must be '],
      [["x.ts", "--var", "X"], 'Invalid --var "X": must be NAME=VALUE'],
      [
        ["x.ts", "--database", "X=1"],
        'Invalid --database "X=1": must be FAMILY/KEY=VALUE',
      ],
      [["x.ts", "--bogus"], "Unknown option --bogus"],
    ] as const
  ) {
    const { code, stderr } = await run(["dial", ...args]);
    assertEquals(code, 2, args.join(" "));
    assertStringIncludes(stderr, message);
  }
});

/** Asks twice by files that keys stop, dials, and records. */
const LONG = `
import { dial, queue } from "@tipring/agi/applications";
export default async (channel) => {
  const first = await channel.streamFile("first", { escapeDigits: "12" });
  const second = await channel.streamFile("second", { escapeDigits: "12" });
  await channel.databasePut("chosen", "keys", \`\${first.digit}\${second.digit}\`);
  const { status, answeredTime } = await dial(channel, "PJSIP/100", { timeout: 20_000 });
  const { status: left } = await queue(channel, "support", { timeout: 3_000_000 });
  await channel.verbose([status, answeredTime, left].join());
  const { reason, endpos } = await channel.recordFile("message", { silence: 3000, beep: true });
  await channel.verbose(\`\${reason} \${endpos}\`);
  await channel.setContext("after");
};
`;

Deno.test("tipring dial suggests agi:// where there is no such file", async () => {
  await using folder = await Folder.make();
  await Promise.all(([
    ["pbx.example.com", " (did you mean agi://pbx.example.com?)"],
    ["pbx.example.com/menu.ts", " (did you mean agi://pbx.example.com/menu.ts?)"],
    ["pbx/menu", " (an address begins with agi://)"],
    ["menu.ts", ""],
    ["./pbx.example.com", ""],
  ] as const).map(async ([name, hint]) => {
    const { code, stdout, stderr } = await run(["dial", name], { cwd: folder.path });
    assertEquals([code, stdout, stderr], [
      1,
      "",
      `tipring: Cannot load ${name}: there is no such file${hint}\n`,
    ]);
  }));
});

Deno.test("tipring dial --fast takes no time, with applications that end as --app says", async () => {
  const begun = performance.now();
  const { code, lines, stderr } = await dial(LONG, [
    "--fast",
    "--app=Dial=ANSWER:12s",
    "--app=Queue=LEAVEEMPTY:40m",
    "--talk=5",
    "--press=second:2",
  ]);
  assertEquals([code, stderr], [0, ""]);
  assert(performance.now() - begun < 30_000);
  assertEquals(lines.filter((line) => /^(stores|notes|records|next|keys)/.test(line)), [
    "keys      2",
    "stores    chosen/keys=null2",
    "notes     ANSWER,12000,LEAVEEMPTY",
    "records   message.wav",
    "notes     timeout 48000",
    "next      after,s,2",
  ]);
});

Deno.test("tipring dial --expect ends with 0 if the call takes the steps, and with 5 if not", async () => {
  await using folder = await Folder.make();
  const handler = await folder.write("handler.ts", LONG);
  const steps = "# keys\nhears first\npress 1\nhears /^sec/\npress 2\nhears beep\nsilence\n";
  const args = ["dial", handler, "--fast", "--app=Dial=BUSY", "--app=Queue=FULL", "--expect"];
  const good = await folder.write("good.txt", `${steps}ends completed\n`);
  const { code, stdout, stderr } = await run([...args, good]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "stores    chosen/keys=12\n");
  for (
    const [text, message] of [
      [`${steps}hears third\n`, "line 8: the call was over before hears third"],
      [`${steps}ends handler-hangup\n`, "line 8: the call ended by completed, not by handler-h"],
      ["hears first\npress 9\n", "line 2: the call was over before press\n"],
    ] as const
  ) {
    const bad = await run([...args, await folder.write("bad.txt", text)]);
    assertEquals(bad.code, 5, text);
    assertStringIncludes(bad.stderr, `tipring: not as expected, ${message}`);
  }
  const hangup = await run([...args, await folder.write("h.txt", "hears first\nhangup\nends\n")]);
  assertEquals(hangup.code, 0);
  const wrong = await run([...args, await folder.write("wrong.txt", "hears x\npress 1x\n")]);
  assertEquals(wrong.code, 1);
  assertStringIncludes(wrong.stderr, "wrong.txt cannot be read: line 2 is not a step (hears SOUND");
});

Deno.test("tipring dial ends with 4 if the server does not speak AGI", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const dialing = run(["dial", `agi://127.0.0.1:${listener.addr.port}/x`]);
  {
    using conn = await listener.accept();
    await conn.read(new Uint8Array(4096));
    await conn.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await conn.closeWrite();
    while (await conn.read(new Uint8Array(4096)) !== null);
  }
  const { code, stdout } = await dialing;
  assertEquals(code, 4);
  assertStringIncludes(stdout, "the server does not speak AGI");
});

Deno.test("tipring dial shows warnings, and hints at applications that there are not", async () => {
  const { lines } = await dial(
    "export default (channel) => channel.exec('Dial', 'A/1,2').then(() => channel.exec('Foo'))" +
      ".catch(() => {});",
    ["--app=Dial=BUSY:1ms"],
  );
  assertMatch(lines[0] ?? "", /^warning {3}exec\("Dial", "a,b"\) passes one argument/);
  assertMatch(lines[3] ?? "", /^hint {6}there is no application Foo: define it by/);
});

Deno.test("tipring dial tells that nobody answers", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { code, stderr } = await run(["dial", `agi://127.0.0.1:${port}/`]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, `tipring: Cannot reach 127.0.0.1:${port}: `);
});

Deno.test("tipring dial takes applications that read keys for questions", async () => {
  const { lines } = await dial(
    `import { background, read } from "@tipring/agi/applications";
    export default async (channel) => {
      const { digit } = await background(channel, "menu");
      const { digits } = await read(channel, { prompt: "vm-password", maxDigits: 4 });
      await channel.verbose(digit + digits);
    };`,
    ["--fast", "--press=5,4711"],
  );
  assertEquals(lines.slice(0, 3), [
    'runs      "BackGround" "menu"',
    "waits     for keys",
    "plays     menu",
  ]);
  assert(lines.includes("notes     54711"), lines.join("\n"));
});
