import { type SourceToken, tokensOf } from "./tokens.ts";

/** Maximum number of files, and the size of one: more is not a folder of handlers. */
const MOST_FILES = 1000;
const MOST_BYTES = 1024 * 1024;

/** A source file, read. */
export interface SourceFile {
  readonly path: string;
  readonly tokens: readonly SourceToken[];
}

/** Reads files, and those that they import by a relative path; one that cannot be read is left out. */
export async function localFiles(paths: Iterable<string>): Promise<readonly SourceFile[]> {
  const known = new Set(paths);
  const files: SourceFile[] = [];
  for (const path of known) {
    if (known.size > MOST_FILES) break;
    const text = await readText(path);
    if (text === undefined) continue;
    const tokens = tokensOf(text);
    files.push({ path, tokens });
    for (const specifier of relativeImports(tokens)) known.add(resolve(specifier, path));
  }
  return files;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const { isFile, size } = await Deno.stat(path);
    return isFile && size <= MOST_BYTES ? await Deno.readTextFile(path) : undefined;
  } catch {
    return undefined; // Loading the handler says so.
  }
}

function relativeImports(tokens: readonly SourceToken[]): string[] {
  return tokens.flatMap(({ text = "" }, at) => {
    const before = tokens[at - 1]?.value;
    const isImport = before === "from" || before === "import" ||
      before === "(" && tokens[at - 2]?.value === "import";
    return isImport && /^\.{1,2}\/.*\.m?[jt]s$/.test(text) ? [text] : [];
  });
}

function resolve(specifier: string, path: string): string {
  const url = new URL(specifier, `file://${path.split("/").map(encodeURIComponent).join("/")}`);
  return decodeURIComponent(url.pathname);
}
