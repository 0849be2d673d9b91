import { assert, assertStringIncludes } from "@std/assert";
import { manPage } from "../../scripts/man_page.ts";
import { SUBCOMMAND_NAMES } from "../../src/cli/options/usage.ts";

Deno.test("manPage() has a section for each subcommand", () => {
  const page = manPage("1.2.3");
  assertStringIncludes(page, '"tipring 1.2.3"');
  for (const name of SUBCOMMAND_NAMES) {
    assertStringIncludes(page, `.SH TIPRING ${name.toUpperCase()}\n`);
  }
  // A line that begins with a dot or an apostrophe would be a request of troff.
  for (const [line] of page.matchAll(/^[.'].*/gm)) {
    assert(/^\.(TH|SH|TP|I|nf|fi)\b/.test(line), line);
  }
});
