import type { CodeBlock } from "./pages.ts";

/** A line of a dialplan that is an extension. */
const EXTENSION = /^\s*(exten|same)\s*=>?/;

/** A line of a dialplan, where a block has extensions. */
const DIALPLAN = /^\s*(exten|same|include)\s*=>?|^\s*;|^\[[\w-]+\]$/;

/** A command that may run in a test as it stands: it harms nothing outside its folder. */
const HARMLESS =
  /^(\w+=\S+ +)*(tipring|deno (test|check|bundle)|mkdir -p [\w./-]+$|cat [\w./-]+$)\b/;

/** The languages of blocks that cannot hold commands. */
const OTHER_LANGUAGES: ReadonlySet<string> = new Set([
  ...["ts", "json", "yaml", "py", "text", "java", "php", "go", "js ignore", "ts ignore"],
]);

/** The lines of a block that are a dialplan; none if it has no extension. */
export function dialplanOf({ language, text }: CodeBlock): string[] {
  const lines = language === "" ? text.split("\n") : [];
  return lines.some((line) => EXTENSION.test(line))
    ? lines.filter((line) => DIALPLAN.test(line))
    : [];
}

/** The lines of a block that may be commands; `""` if there are none. */
export function commandsOf(block: CodeBlock): string {
  if (OTHER_LANGUAGES.has(block.language)) return "";
  const dialplan = new Set(dialplanOf(block));
  return block.text.split("\n").filter((line) => !dialplan.has(line)).join("\n").trim();
}

/** Whether each line of a block is a command that may run in a test. */
export function runs(commands: string): boolean {
  return commands.replaceAll("\\\n", " ").split("\n")
    .every((line) => line === "" || line.startsWith("#") || HARMLESS.test(line));
}
