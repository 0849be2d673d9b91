import { assert, assertEquals } from "@std/assert";

/** Words on the page that Deno or the operating system adds to ours. */
const NOT_OURS: readonly string[] = [
  "NotCapable: Requires …",
  "Permission denied",
  "Too many open files",
  "Cannot load …: Import '…' failed.",
];

/** The endings of the operating system, after `Cannot listen on …: `. */
const SYSTEM = /(Address already in use|Cannot assign requested address) \(os error \d+\)$/;

/** The texts of all sources, with the parts of a message joined, as they are printed. */
function readSources(folder: URL): string {
  let text = "";
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) text += readSources(url);
    else if (name.endsWith(".ts")) text += Deno.readTextFileSync(url);
  }
  return text.replaceAll(/["'`]\s*\+\s*["'`]/g, "").replaceAll('\\"', '"');
}

/** What the page quotes of tipring: the code in the column with that heading. */
function readQuotes(): string[] {
  const page = Deno.readTextFileSync(new URL("../../docs/troubleshooting.md", import.meta.url));
  const quotes: string[] = [];
  let column = -1;
  for (const line of page.split("\n")) {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (!line.startsWith("|")) column = -1;
    else if (column < 0) column = cells.indexOf("tipring says");
    else {quotes.push(...[...(cells[column] ?? "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
        code
      ));}
    if (line.startsWith("|") && column < 0) column = 0;
  }
  return quotes;
}

Deno.test("docs/troubleshooting.md quotes what tipring says to the letter", () => {
  const sources = readSources(new URL("../../src/", import.meta.url));
  const quotes = readQuotes().filter((quote) => !NOT_OURS.includes(quote));
  assert(quotes.length > 40, `only ${quotes.length} quotes found`);
  const wrong = quotes.filter((quote) => {
    const parts = quote.replace(SYSTEM, "").split(/…|=/).map((part) =>
      part.replaceAll(/^[\s"']+|[\s"']+$/g, "")
    );
    return parts.some((part) => !/^\W*$/.test(part) && !sources.includes(part));
  });
  assertEquals(wrong, []);
});
