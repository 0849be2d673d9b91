/**
 * The commands of README.md and docs/: each block runs in a clean folder, or has a row in
 * `shell_blocks.ts` that says why not.
 *
 * @module
 */
import { assert, assertEquals, assertFalse } from "@std/assert";
import { codeBlocks, readDocs, ROOT } from "./pages.ts";
import { NOT_RUN } from "./shell_blocks.ts";
import { commandsOf, runs } from "./block_parts.ts";
import { Stage } from "./stage.ts";

/** The blocks that may have commands. */
const BLOCKS = codeBlocks(readDocs()).flatMap((block) => {
  const commands = commandsOf(block);
  const [first = ""] = commands.split("\n");
  return commands === "" ? [] : [{ page: block.page, first, commands }];
});

function reasonOf({ page, first }: { page: string; first: string }): string | undefined {
  return NOT_RUN[page]?.[first];
}

Deno.test("each block of commands runs, or has a row that says why not", () => {
  const unknown = BLOCKS.filter((block) => reasonOf(block) === undefined && !runs(block.commands));
  assertEquals(
    unknown.map(({ page, first }) => `${page}: ${first}`),
    [],
    "Add each to tests/docs/shell_blocks.ts, with the reason why it can't run",
  );
});

Deno.test("each row of shell_blocks.ts is about a block that there is, and tests that there are", () => {
  const pages = new Set(readDocs().map(({ path }) => path));
  for (const [page, rows] of Object.entries(NOT_RUN)) {
    if (!pages.has(page)) continue;
    const firsts = BLOCKS.filter((block) => block.page === page).map(({ first }) => first);
    assertEquals(Object.keys(rows).filter((first) => !firsts.includes(first)), [], page);
    for (const reason of Object.values(rows)) {
      for (const [file] of reason.matchAll(/[\w.]+\/[\w./]+\.\w+|\.ci\/\w+/g)) {
        assert(Deno.statSync(ROOT + file).isFile, file);
      }
    }
  }
});

Deno.test("commands that may harm the machine do not run", () => {
  for (
    const line of ["rm -rf x", "sudo tipring", "tipring x\nreboot", "deno task ops", "tipringx"]
  ) {
    assertFalse(runs(line), line);
  }
});

Deno.test("the commands of the docs run in a clean folder", async (t) => {
  await using stage = await Stage.open();
  const queue = BLOCKS.filter((block) => reasonOf(block) === undefined && runs(block.commands));
  // Two at a time: each starts processes.
  await Promise.all([1, 2].map(async () => {
    for (let block = queue.shift(); block !== undefined; block = queue.shift()) {
      const { page, first, commands } = block;
      await t.step({
        name: `${page}: ${first}`,
        sanitizeOps: false,
        sanitizeResources: false,
        sanitizeExit: false,
        async fn() {
          const { success, output } = await stage.run(commands);
          assert(success, output);
        },
      });
    }
  }));
});
