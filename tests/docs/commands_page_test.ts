import { assertEquals } from "@std/assert";
import * as commands from "../../src/commands/mod.ts";
import { SAMPLES } from "../commands/_samples.ts";

/** A row of a table on the page, as far as it must agree with the code. */
interface Row {
  readonly method: string;
  readonly verb: string;
  readonly afterHangup: boolean;
}

/** The commands as the code has them, by method. */
function readCode(): Row[] {
  const rows = SAMPLES.map(({ name, verb, dead }) => ({
    method: name,
    verb,
    afterHangup: dead,
  }));
  for (const method of ["execRaw", "readVariable"] as const) {
    const { verb, allowedOnDeadChannel } = commands[method]("A");
    rows.push({ method, verb, afterHangup: allowedOnDeadChannel });
  }
  return rows.toSorted(byMethod);
}

function readPage(): Row[] {
  const page = Deno.readTextFileSync(new URL("../../docs/commands.md", import.meta.url));
  const pattern = /^\| `(\w+)\(.*?\)` *\| `([A-Z ]+)` *\| [^|]+ \| *(yes|) *\| .*\|$/gm;
  return [...page.matchAll(pattern)]
    .map(([, method = "", verb = "", after]) => ({ method, verb, afterHangup: after === "yes" }))
    .toSorted(byMethod);
}

function byMethod(a: Row, b: Row): number {
  return a.method < b.method ? -1 : 1;
}

Deno.test("docs/commands.md has each method of Channel once, with its command and after hangup", () => {
  const functions = Object.entries(commands)
    .flatMap(([name, value]) => typeof value === "function" ? [name] : []);
  assertEquals(readPage().map(({ method }) => method), functions.toSorted());
  assertEquals(readPage(), readCode());
});
