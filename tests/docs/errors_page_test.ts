import { assertEquals } from "@std/assert";
import * as errors from "../../src/errors.ts";

Deno.test("docs/hangup-and-errors.md has a row for each error class that can be thrown", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/hangup-and-errors.md", import.meta.url));
  const rows = [...page.matchAll(/^\| `(Agi\w+)` *\| \S.* \| \S.* \|$/gm)].map(([, name]) => name);
  // The two base classes are in the text.
  const classes = Object.keys(errors).filter((name) => !/^Agi(Exception|Error)$/.test(name));
  assertEquals(rows.toSorted(), classes.toSorted());
});
