import { assert, assertEquals, assertMatch } from "@std/assert";
import { consoleText } from "../../../src/cli/log/console_text.ts";
import { Folder, Program } from "../program.ts";

/** What `console.log()` can be given, as code. */
const ARGUMENTS = [
  "",
  '"100%%"',
  '"%%", 1',
  '"%s and %s", "one", { a: 1 }, ["rest", { b: "x" }]',
  '"%d %i %f", "3.7", 3.7, "2.5kg"',
  '"%d %i %f", Symbol("x"), 12n, "none"',
  '"%j %o %O", { a: 1 }, { b: ["x"] }, new Map([[1, 2]])',
  '"%c styled", "color: red"',
  '"%x %5d %", 1',
  '"%s"',
  '"%s %s", Symbol("z")',
  '1, "s", ["s"], Symbol("y"), null, undefined',
  "undefined",
  '"a\\n", { b: 1 }, "c"',
  "class A {}, new (class Point { x = 1 })()",
  "{ deep: { deep: { deep: { deep: { deep: 1 } } } } }, Array(200).fill(1)",
];

Deno.test("consoleText() writes what Deno's console writes", async () => {
  const code = ARGUMENTS.map((args) => `console.log(${args}); console.log("---");`).join("\n");
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { NO_COLOR: "1" },
  }).output();
  const printed = new TextDecoder().decode(stdout).split("\n---\n").slice(0, -1);
  assertEquals(printed.length, ARGUMENTS.length);
  for (const [index, args] of ARGUMENTS.entries()) {
    assertEquals(consoleText(new Function(`return [${args}]`)()), printed[index], args);
  }
});

/** Logs and prints in each of the ways that there are. */
const TALKATIVE = `
console.log("while it loads", { a: 1 });
export default async (channel, { script }) => {
  channel.log.info("begun", { tries: 2, call: "mine" });
  console.log("one %s", script, { b: "x" });
  await channel.noop(script);
  await new Promise((resolve) => setTimeout(resolve, 1));
  console.debug("below the level");
  console.warn("two", script);
  console.error({ get: 3, [Symbol.for("Deno.customInspect")]() { console.log("nested"); return "shown"; } });
  console.dir({ four: script }, { compact: true });
  console.assert(true, "holds");
  console.assert(false, "does not hold: %d", 5);
  console.group("six");
  console.groupEnd();
  console.table([{ seven: script }]);
  console.count(script);
  console.clear();
  channel.log.debug("below the level");
  await Promise.resolve().then(() => console.info("last", script));
};
`;

Deno.test("tipring serve --log-format json logs what handlers print, with the fields of their call", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("talk.ts", TALKATIVE);
  await using program = new Program(["serve", "--port=0", "--log-format=json", `/:name=${file}`]);
  await using first = await program.call("first");
  await using second = await program.call("second");
  assertEquals(await first.line(), 'NOOP "first"');
  assertEquals(await second.line(), 'NOOP "second"');
  await second.say("200 result=0\n");
  await first.say("200 result=0\n");
  for (const peer of [first, second]) {
    assertEquals(await peer.line(), null);
    await peer.end();
  }
  for (const name of ["first", "second"]) {
    await program.logged(new RegExp(`"call ends".*"script":"${name}"`));
  }
  program.kill("SIGTERM");
  const { stdout, stderr } = await program.end();
  assertEquals(stdout, "");
  const records = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  const own = records.filter(({ from }) => from === "handler");
  const [loading, ...others] = own;
  const { time, ...rest } = loading;
  assertMatch(time, /^\d{4}-.*Z$/);
  assertEquals(rest, { level: "info", message: "while it loads { a: 1 }", from: "handler" });
  for (const script of ["first", "second"]) {
    const { call } = records.find((record) =>
      record.message === "call begins" && record.script === script
    );
    const mine = others.filter((record) => record.call === call);
    for (const { channel, uniqueid, route, script: path } of mine) {
      assertEquals([channel, uniqueid, route, path], ["SIP/1", "1.1", "/:name", script]);
    }
    assertEquals(
      mine.map(({ level, message }) => `${level} ${message}`.replace(/┌[^]*/, "TABLE")),
      [
        "info begun",
        `info one ${script} { b: "x" }`,
        `warn two ${script}`,
        "error shown",
        `info { four: "${script}" }`,
        "error Assertion failed: does not hold: 5",
        "info six",
        "info TABLE",
        `info ${script}: 1`,
        `info last ${script}`,
      ],
    );
    assertEquals([mine[0].tries, mine[0].call_], [2, "mine"]);
  }
  assertEquals(others.length, 20);
});

Deno.test("tipring serve writes channel.log into its log, as text and by workers too", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "talk.ts",
    `export default async (channel) => {
      channel.log.warn("odd\\nline call=9", { wait: "1 s" });
      console.log("printed");
      await channel.noop();
    };`,
  );
  for (const workers of [[], ["--workers", "1"]]) {
    await using program = new Program(["serve", "--port=0", ...workers, file]);
    await using peer = await program.call("talk");
    assertEquals(await peer.answer("200 result=0\n"), "NOOP");
    await peer.end();
    const line = await program.logged(/odd/);
    const who = "call=1 peer=\\S+ channel=SIP/1 uniqueid=1\\.1 script=talk route=/talk";
    const worker = workers.length === 0 ? "" : "worker=1 ";
    assertMatch(
      line,
      new RegExp(`Z WARN  "odd\\\\nline call=9" ${worker}from=handler ${who} wait="1 s"$`),
    );
    assert(!program.stderr.includes("printed from="), program.stderr);
  }
});
