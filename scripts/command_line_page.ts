/**
 * Writes docs/command-line.md: the text of each `--help`.
 *
 * @module
 */
import { helpText } from "../src/cli/options/help.ts";
import { type HelpTopic, SUBCOMMAND_NAMES } from "../src/cli/options/usage.ts";

/** What stands below the text of a subcommand. */
const MORE: Readonly<Record<string, string>> = {
  run: `\
\`tipring FILE\` and \`tipring run FILE\` are the same; \`run\` is for a file whose name is that of a
subcommand.`,
  serve: `\
In production: [deploy.md](deploy.md), [workers.md](workers.md), [log.md](log.md),
[metrics.md](metrics.md), [recordings.md](recordings.md), [tracing.md](tracing.md).`,
  dial: "With examples: [testing.md](testing.md#by-hand-and-in-ci).",
  replay: "With examples: [recordings.md](recordings.md#replay).",
};

/** The text of the page. */
export function commandLinePage(): string {
  const sections = SUBCOMMAND_NAMES.map((name) =>
    [`## tipring ${name}`, block(name), MORE[name]].filter((part) => part !== undefined)
  );
  return [
    "# The command line",
    `\
This page has every option of \`tipring\`, as \`--help\` shows it; \`deno task help-page\` writes it.
\`tipring --version\` prints the version. For an invalid argument, the program exits with status 2
before it starts anything, and prints what would be right.`,
    block("tipring"),
    ...sections.flat(),
  ].join("\n\n") + "\n";
}

function block(topic: HelpTopic): string {
  return `\`\`\`text\n${helpText(topic)}\n\`\`\``;
}

if (import.meta.main) {
  await Deno.writeTextFile(
    new URL("../docs/command-line.md", import.meta.url),
    commandLinePage(),
  );
}
