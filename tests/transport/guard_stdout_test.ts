import { assertEquals, assertStringIncludes } from "@std/assert";
import { Folder, pathOf, Program } from "../cli/program.ts";

Deno.test("guardStdout() sends to standard error what is printed by any means", async () => {
  await using folder = await Folder.make();
  const module = `file://${encodeURI(pathOf("../../src/transport/guard_stdout.ts"))}`;
  const file = await folder.write(
    "print.ts",
    `
import { guardStdout } from ${JSON.stringify(module)};
import process from "node:process";

const encode = (text: string) => new TextEncoder().encode(text + "\\n");
guardStdout();
const { default: nodeConsole, Console, log } = await import("node:console");
console.log("log %s", 1);
console.info("info");
console.debug("debug");
console.dir({ dir: 1 });
console.dirxml("dirxml");
console.table([{ table: 1 }]);
console.count("count");
console.countReset("count");
console.count("count");
console.time("time");
console.timeLog("time");
console.timeEnd("time");
console.group("group");
console.log("indented");
console.groupEnd();
console.groupCollapsed("collapsed");
console.groupEnd();
console.trace("trace");
console.assert(false, "assert");
console.clear();
nodeConsole.log("node console");
log("node log");
new Console(process.stdout).log("own console");
process.stdout.write("process.stdout\\n");
await Deno.stdout.write(encode("Deno write"));
Deno.stdout.writeSync(encode("Deno writeSync"));
const writer = Deno.stdout.writable.getWriter();
await writer.write(encode("Deno writable"));
alert("alert");
confirm("confirm");
prompt("prompt");
`,
  );
  await using program = new Program([], { command: [Deno.execPath(), "run", "-A", file] });
  await program.peer.end();
  const { code, stdout, stderr } = await program.end();
  assertEquals([code, stdout], [0, ""], stderr);
  for (
    const text of [
      "log 1\n",
      "info\n",
      "debug\n",
      "{ dir: 1 }\n",
      "dirxml\n",
      "table",
      "count: 1\ncount: 1\n",
      "time: ",
      "group\n  indented\n",
      "collapsed\n",
      "trace",
      "assert",
      "node console\n",
      "node log\n",
      "own console\n",
      "process.stdout\n",
      "Deno write\n",
      "Deno writeSync\n",
      "Deno writable\n",
    ]
  ) {
    assertStringIncludes(stderr, text);
  }
});
