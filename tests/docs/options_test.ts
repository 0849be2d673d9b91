/**
 * The options of `tipring` and those that the documentation names.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { commandLinePage } from "../../scripts/command_line_page.ts";
import { helpText } from "../../src/cli/options/help.ts";
import { SUBCOMMAND_NAMES } from "../../src/cli/options/usage.ts";
import { type Page, readDocs, readPages } from "./pages.ts";

/** Options that the pages name and that belong to other programs, each with the program. */
const OTHERS: Readonly<Record<string, string>> = {
  "--code-cache": "deno task compile",
  "--cpu-prof": "deno run",
  "--external": "deno bundle",
  "--host": "deno serve",
  "--keep-names": "deno bundle",
  "--kill-whom": "systemctl kill",
  "--no-code-cache": "deno compile",
  "--no-config": "deno run",
  "--no-lazy": "V8",
  "--no-prompt": "deno run",
  "--now": "systemctl enable",
  "--otel": "deno task compile",
  "--output": "deno task compile, deno bundle",
  "--parts": "deno task bench:peers",
  "--platform": "deno bundle",
  "--prefix": "npm install",
  "--rate": "deno task bench:peers",
  "--self-extracting": "deno compile",
  "--rounds": "deno task bench:peers",
  "--sources": "deno task bench:peers",
  "--sysctl": "docker run",
  "--system": "sysctl",
  "--target": "deno compile",
  "--unstable-net": "deno run",
  "--v8-flags": "deno run",
  "--with": "deno task bench:peers",
};

/** Permissions of Deno. `--allow` is an option of `tipring`. */
const PERMISSION = /^--(allow|deny)-/;

/** The options of `tipring`, as `--help` lists them. */
function ownOptions(): string[] {
  const texts = ["tipring" as const, ...SUBCOMMAND_NAMES].map((topic) => helpText(topic));
  const entries = texts.flatMap((text) => [...text.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)]);
  return [...new Set(entries.map(([, option = ""]) => option))];
}

/** The options that a page names. */
function optionsIn({ text }: Page): Set<string> {
  return new Set([...text.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(([option]) => option));
}

Deno.test("each option of tipring --help is in README.md or docs/", () => {
  const named = new Set(readDocs().flatMap((page) => [...optionsIn(page)]));
  const options = ownOptions();
  assert(options.includes("--max-calls") && options.includes("--version"));
  assertEquals(options.filter((option) => !named.has(option)), []);
});

Deno.test("each option in README.md and docs/ exists", () => {
  const own = new Set(ownOptions());
  const unknown = readDocs().flatMap((page) =>
    [...optionsIn(page)]
      .filter((option) => !own.has(option) && !(option in OTHERS) && !PERMISSION.test(option))
      .map((option) => `${page.path}: ${option}`)
  );
  assertEquals(unknown, []);
});

Deno.test("each option of another program is still on a page", () => {
  const named = new Set(readPages().flatMap((page) => [...optionsIn(page)]));
  assertEquals(Object.keys(OTHERS).filter((option) => !named.has(option)), []);
});

Deno.test("docs/command-line.md has the text of each --help", () => {
  const page = readDocs().find(({ path }) => path === "docs/command-line.md");
  assertEquals(page?.text, commandLinePage(), "run deno task help-page");
});
