/**
 * What docs/from-others.md says that tipring has.
 *
 * @module
 */
import { assert } from "@std/assert";
import * as agi from "../../mod.ts";
import * as applications from "../../src/applications/mod.ts";
import * as ivr from "../../src/ivr/mod.ts";
import { simulateCall } from "../../src/testing/mod.ts";
import { readDocs } from "./pages.ts";

const EXPORTED: Readonly<Record<string, unknown>> = {
  ...ivr,
  ...applications,
  ...agi,
  simulateCall,
};

/** The properties of a request, which is an interface. */
const REQUEST: ReadonlySet<string> = new Set<keyof agi.AgiRequest>(["args", "query", "script"]);

/** The second cells of the tables of the libraries. */
function readCells(): string[] {
  const [page] = readDocs().filter(({ path }) => path === "docs/from-others.md");
  const tables = page?.text.split(/^## /m).slice(1, -1) ?? [];
  return tables.flatMap((text) =>
    Array.from(text.matchAll(/^\| [^|]+\| (`[^|]+)\|/gm), ([, cell = ""]) => cell)
  );
}

function exists(name: string): boolean {
  const [owner = "", member] = name.split(".");
  if (owner === "AgiRequest") return REQUEST.has(member ?? "");
  const value = EXPORTED[owner];
  if (typeof value !== "function") return false;
  return member === undefined || member in value.prototype;
}

Deno.test("docs/from-others.md names only what tipring has", () => {
  const cells = readCells();
  assert(cells.length > 60, `${cells.length} rows`);
  for (const cell of cells) {
    const names = Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = ""]) => name);
    assert(names.length > 0, cell);
    for (const name of names) assert(exists(name), name);
  }
});
