import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { COMPILED, Folder, PROGRAM, Program, run } from "./program.ts";

const HANDLER = "export default () => {};\n";

Deno.test("tipring --help reads well, for each subcommand", async () => {
  for (
    const [args, words] of [
      [["--help"], ["tipring serve", "-V, --version", "exten =>"]],
      [["run", "--help"], ["[run] HANDLER.ts [ARG...]", "request.args", "#!"]],
      [["serve", "-h"], [
        "[PATTERN=]FILE|DIR...",
        "--default",
        "--hostname",
        "--port",
        "--log-level",
        "--log-format",
        "--drain-timeout",
        "--drain-delay",
      ]],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(args);
    assertEquals([code, stderr], [0, ""]);
    for (const word of words) assertStringIncludes(stdout, word);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  }
});

Deno.test("tipring --version prints the version of the package", async () => {
  const { code, stdout, stderr } = await run(["--version"]);
  assertEquals([code, stderr], [0, ""]);
  // A compiled program has the runtime that it was given.
  assertMatch(stdout, /^tipring \S+ \(deno 2\.\d+\.\d+\)\n$/);
  assertStringIncludes(stdout, `tipring ${config.version} (`);
});

Deno.test("tipring reports what is wrong with its arguments, with status 2", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", HANDLER);
  for (
    const [args, message, help] of [
      [[], "No handler file or subcommand given", "tipring --help"],
      [["--bogus"], "Unknown option --bogus", "tipring --help"],
      [["run"], "No handler file given", "tipring run --help"],
      [["serve", file, "--bogus"], "Unknown option --bogus", "tipring serve --help"],
      [["serve", file, "--port", "x"], 'Invalid --port "x"', "tipring serve --help"],
      [["serve", `/a(b=${file}`], 'Invalid pattern "/a(b": ', "tipring serve --help"],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^tipring: [A-Z].*\nTry "tipring.*".\n$/);
    assertStringIncludes(stderr, message);
    assertStringIncludes(stderr, `Try "${help}".`);
  }
});

Deno.test("tipring shows no character of an argument that a terminal obeys", async () => {
  for (
    const [args, code] of [[["serve", "--\x1b[31m"], 2], [["dial", "a\x1b[31mb.ts"], 1]] as const
  ) {
    const end = await run([...args]);
    assertEquals(end.code, code);
    assertStringIncludes(end.stderr, "\\u001b[31m");
    assertEquals(end.stderr.includes("\x1b"), false);
  }
});

Deno.test("tipring serve names a file that it cannot load, and does not listen", async () => {
  await using folder = await Folder.make();
  const good = await folder.write("good.ts", HANDLER);
  const broken = await folder.write("broken.ts", "export default (] => {};\n");
  const nothing = await folder.write("nothing.ts", "export const handler = 1;\n");
  const route = await folder.write("route.ts", `export const route = 7;\n${HANDLER}`);
  const pattern = await folder.write("pattern.ts", `export const route = "/:";\n${HANDLER}`);
  const missing = `${folder.path}/missing.ts`;
  const checks = [
    [[good, missing], `Cannot load ${missing}: there is no such file`],
    [[good, "--default", folder.path], `Cannot load ${folder.path}: it is not a file`],
    [[`/x=${folder.path}`], `Cannot serve ${folder.path} at /x: it is a folder`],
    [[broken], `Cannot load ${broken}: `],
    [[nothing], `Cannot use ${nothing} as a handler`],
    [[route], `Cannot use ${route} as a handler: its export "route"`],
    [[pattern], `Cannot serve ${pattern}: Invalid pattern "/:": ":" at index 1`],
    [[good, "--default", missing], `Cannot load ${missing}`],
    [[good, good], `Cannot serve ${good} at /good: ${good} is already served there`],
    [[good, `/good=${route}`], `Cannot use ${route} as a handler`],
    [[`/a=${good}`, `/a=${good}`], `Cannot serve ${good} at /a`],
  ] as const;
  await Promise.all(checks.map(async ([args, message]) => {
    const { code, stdout, stderr } = await run(["serve", "--port", "0", ...args]);
    assertEquals([code, stdout], [1, ""], stderr);
    assertStringIncludes(stderr, `tipring: ${message}`);
    assert(!stderr.includes("listening"), stderr);
  }));
});

Deno.test("tipring serve tells where it cannot listen", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", HANDLER);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = `${listener.addr.port}`;
  const taken = await run(["serve", file, "--port", port]);
  assertEquals([taken.code, taken.stdout], [1, ""]);
  assertMatch(
    taken.stderr,
    new RegExp(`^tipring: Cannot listen on 127\\.0\\.0\\.1:${port}: .+\n$`),
  );
  // An address for documentation, which no machine has.
  const foreign = await run(["serve", file, "--port", "0", "--hostname", "192.0.2.1"]);
  assertEquals(foreign.code, 1);
  assertStringIncludes(foreign.stderr, "tipring: Cannot listen on 192.0.2.1:0: ");
});

Deno.test("tipring names a script that it cannot load, also where nobody calls", async () => {
  for (const args of [["./missing.ts"], ["run", "./missing.ts"]]) {
    const { code, stdout, stderr } = await run(args);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(
      stderr,
      /^tipring: Error: Cannot load \.\/missing\.ts: there is no such file\ntipring: standard input /,
    );
  }
  const { code, stderr } = await run(["pin"]);
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    "Cannot load pin: there is no such file, nor a subcommand (see tipring --help)",
  );
});

Deno.test("tipring shows where a script threw when it was loaded, and no lines of its own", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", '\nthrow new Error("no database");\n');
  const { code, stderr } = await run([file]);
  assertEquals(code, 1);
  assertStringIncludes(
    stderr,
    `tipring: Error: Cannot load ${file}: no database\nCaused by: Error: no database\n` +
      `    at file://${file}:2:7\n`,
  );
  assert(!stderr.includes("load_handler"), stderr);
});

Deno.test("tipring says once what Deno cannot load, and where", async () => {
  await using folder = await Folder.make();
  const bad = await folder.write("bad.ts", "export default async (channel) => {\n  f(;\n};\n");
  for (
    const [text, why, place] of [
      ["export default async (channel) => {\n  f(;\n};\n", "xpression expected", "FILE:2:5"],
      ['import "./bad.ts";\n', "xpression expected", `${bad}:2:5`],
      [
        '\nimport "./missing.ts";\n',
        `imports "file://${folder.path}/missing.ts": there is no such file\n`,
        // Deno's runtime without a compiler does not say where.
        COMPILED === undefined ? "FILE:2:8" : "it imports",
      ],
      ['\nimport "./";\n', COMPILED === undefined ? "irectory import" : "s a directory", "FILE"],
    ] as const
  ) {
    const file = await folder.write("pin.ts", text);
    // Deno writes colours into these messages unless it is asked not to.
    const { code, stderr } = await run([file], { env: { NO_COLOR: "" } });
    assertEquals(code, 1);
    assertEquals(stderr.split(why).length, 2, stderr);
    assertStringIncludes(stderr, place.replace("FILE", file));
    assert(stderr.startsWith(`tipring: Error: Cannot load ${file}: `), stderr);
    assert(!stderr.includes("u001b") && !stderr.includes("import_handler"), stderr);
  }
});

Deno.test("tipring says of an import during a call what Deno says, without colours", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "pin.ts",
    'export default async () => await import("./missing.ts");\n',
  );
  for (const args of [[file], ["dial", file]]) {
    await using program = new Program(args, { env: { NO_COLOR: "" } });
    await program.peer.say("agi_request: pin.ts\n\n");
    await program.peer.end();
    const { stderr } = await program.end();
    assertMatch(stderr, /^tipring: TypeError: Module not found.*missing\.ts/m);
    assertMatch(stderr, new RegExp(`^    at .*file://${file}:1:\\d+`, "m"));
    assert(!stderr.includes("u001b") && !stderr.includes("\x1b"), stderr);
  }
});

Deno.test({
  name: "tipring refuses to run a script on a terminal",
  // It takes a program that makes a terminal.
  ignore: Deno.build.os !== "linux" || !await has("/usr/bin/script"),
  async fn() {
    await using folder = await Folder.make();
    const file = await folder.write("pin.ts", HANDLER);
    const { code, stdout } = await run(
      ["-qec", [...PROGRAM, file].map((word) => `'${word}'`).join(" "), "/dev/null"],
      { command: ["/usr/bin/script"] },
    );
    assertEquals(code, 2, stdout);
    assertStringIncludes(
      stdout,
      `Cannot run ${file}: standard input is a terminal, not Asterisk (try tipring dial ${file})`,
    );
  },
});

Deno.test("tipring is the interpreter of a handler file that begins with #!", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "my pin.ts",
    `#!/usr/bin/env -S ${PROGRAM.join(" ")}
export default async (channel: { verbose(text: string): Promise<void> }, request: unknown) => {
  await channel.verbose(JSON.stringify(request));
};
`,
    0o755,
  );
  await using program = new Program(["one", "--help"], { command: [file] });
  await program.peer.say("agi_request: my pin.ts\nagi_channel: SIP/1\n\n");
  const request = { script: file, args: ["one", "--help"], query: {}, match: null };
  const line = `VERBOSE ${JSON.stringify(JSON.stringify(request))} "1"`;
  assertEquals(await program.peer.answer("200 result=1\n"), line);
  assertEquals(await program.end(), { code: 0, stdout: `${line}\n`, stderr: "" });
});

async function has(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
