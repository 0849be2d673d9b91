/**
 * The TypeScript in the pages. `deno task test` checks and runs each block that Deno finds; these
 * tests hold that Deno finds all.
 *
 * @module
 */
import { assert, assertEquals, assertFalse } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { codeBlocks, readPages } from "./pages.ts";

/** The language of each block, as it may stand after the fence. */
const LANGUAGES: ReadonlySet<string> = new Set([
  ...["ts", "sh", "json", "yaml", "py", "text", "java", "php", "go"],
  // Of another library, which is not installed here, and of a project with files of its own.
  ...["js ignore", "ts ignore"],
]);

const BLOCKS = codeBlocks(readPages());

Deno.test("deno task test checks the TypeScript of all pages", () => {
  const [, ...args] = config.tasks.test.command.split(" ").slice(1);
  assert(args.includes("--doc"));
  const folders = args.filter((arg) => !arg.startsWith("-"));
  assertEquals(folders, [], "without a folder Deno looks everywhere");
  assertFalse(/--ignore=\S*\b(docs|README)\b/.test(config.tasks.test.command));
});

Deno.test("each block of TypeScript is fenced in the way that Deno finds", () => {
  for (const { page, language, text, raw } of BLOCKS) {
    const about = `${page}: ${text.split("\n")[0]}`;
    if (language === "ts") {
      assert(raw.trimStart().startsWith("```ts\n"), about);
    } else if (language === "ts ignore") {
      assert(
        / from "\.\.?\//.test(text),
        `${about}: can be checked, as it imports no file beside it`,
      );
    } else if (language !== "js ignore") {
      assertFalse(/^(ts|typescript|tsx|js|javascript)\b/.test(language), `${about}: use \`\`\`ts`);
      assertFalse(/^import .* from "|^export default /m.test(text), `${about}: use \`\`\`ts`);
    }
  }
});

Deno.test("each fenced block names a known language", () => {
  const unknown = BLOCKS.filter(({ language }) => language !== "" && !LANGUAGES.has(language));
  assertEquals(unknown.map(({ page, language }) => `${page}: ${language}`), []);
});
