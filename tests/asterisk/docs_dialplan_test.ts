/**
 * The dialplan in README.md, docs/ and the comments of examples/, loaded by a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dialplanOf } from "../docs/block_parts.ts";
import { codeBlocks, readDocs, ROOT } from "../docs/pages.ts";
import { Asterisk } from "./harness/asterisk.ts";

/** Some lines of a dialplan, in a context of their own. */
interface Section {
  /** Where they stand: a page or a file. */
  readonly source: string;
  readonly context: string;
  readonly lines: readonly string[];
}

/** An extension or a priority of it. */
const STEP = /^\s*(?:exten\s*=>?\s*([^,]+),\s*(\w+)|same\s*=>?\s*(\w+))(?:\(\w+\))?,(.*)$/;

/** Warnings and errors in Asterisk's log. */
const COMPLAINT = /\] (WARNING|ERROR)\[.*/g;

function readSections(): Section[] {
  const blocks = codeBlocks(readDocs()).map((block) => ({
    source: block.page,
    lines: dialplanOf(block).filter((line) => !/^\[|^include/.test(line)),
  }));
  const examples = [...Deno.readDirSync(`${ROOT}examples`)].map(({ name }) => ({
    source: `examples/${name}`,
    lines: Deno.readTextFileSync(`${ROOT}examples/${name}`).split("\n")
      .map((line) => line.replace(/^ \* {5}/, ""))
      .filter((line) => /^\s*(exten|same)\s*=>/.test(line)),
  }));
  return [...blocks, ...examples].filter(({ lines }) => lines.length > 0)
    .map(({ source, lines }, index) => ({ source, lines, context: `docs-${index + 1}` }));
}

/** The text of a section. Lines that go on from an extension get one to go on from. */
function textOf({ context, lines }: Section): string {
  const first = lines.find((line) => !line.trim().startsWith(";")) ?? "";
  const start = /^\s*same/.test(first) ? ["exten => s,1,NoOp()"] : [];
  return [`[${context}]`, ...start, ...lines, ""].join("\n");
}

Deno.test("Asterisk loads the dialplan of the docs without a complaint", async () => {
  const sections = readSections();
  assert(sections.length >= 10, "the pages have dialplans");
  await using asterisk = await Asterisk.start();
  const file = `${asterisk.folder}/etc/extensions.conf`;
  await Deno.writeTextFile(file, `\n${sections.map(textOf).join("\n")}`, { append: true });
  const before = [...(await asterisk.log()).matchAll(COMPLAINT)].length;
  await asterisk.cli("dialplan reload");
  for (const section of sections) {
    const shown = await asterisk.cli(`dialplan show ${section.context}`);
    let extension = "s";
    for (const line of section.lines) {
      if (line.trim().startsWith(";")) continue;
      const [, exten, , , application = ""] = STEP.exec(line) ?? [];
      assert(application !== "", `${section.source}: not a priority: ${line}`);
      extension = exten?.trim() ?? extension;
      assertStringIncludes(shown, `'${extension}' =>`, section.source);
      assertStringIncludes(shown, ` ${application.trim()} `, section.source);
      const [name = ""] = /^\w+/.exec(application.trim()) ?? [];
      assertStringIncludes(await asterisk.cli(`core show application ${name}`), "Info about");
    }
    const priorities = shown.matchAll(/^ {2}.{18,}\d+\. /gm);
    assertEquals(
      [...priorities].length,
      textOf(section).split("\n").filter((line) => STEP.test(line)).length,
      `${section.source}\n${shown}`,
    );
  }
  await asterisk.stop();
  const complaints = [...(await asterisk.log()).matchAll(COMPLAINT)].map(([line]) => line);
  assertEquals(complaints.slice(before), []);
});
