/**
 * The pages of the documentation, and the blocks of code in them.
 *
 * @module
 */
import { lexer, type Token, type TokensList, walkTokens } from "marked";
import { pathOf } from "../cli/program.ts";

/** A page in Markdown. */
export interface Page {
  /** From the root of the project, e.g. `docs/audio.md`. */
  readonly path: string;
  readonly text: string;
  readonly tokens: TokensList;
}

/** A block of code, fenced or indented, also in a list or a quotation. */
export interface CodeBlock {
  /** The path of its page. */
  readonly page: string;
  /** What stands after the fence; `""` if nothing does, or for an indented block. */
  readonly language: string;
  readonly text: string;
  /** As it stands on the page. */
  readonly raw: string;
}

/** The root of the project. */
export const ROOT: string = pathOf("../../");

/** The folders that have no pages of this project. */
const OTHERS: ReadonlySet<string> = new Set([".git", "dist", "node_modules", "offline"]);

/** README.md and all pages below `docs/`. */
export function readDocs(): Page[] {
  return readPages().filter(({ path }) => path === "README.md" || path.startsWith("docs/"));
}

/** All pages of the project. */
export function readPages(): Page[] {
  return markdownFiles("").sort().map((path) => {
    const text = Deno.readTextFileSync(ROOT + path);
    return { path, text, tokens: lexer(text) };
  });
}

/** The blocks of code of some pages, in their order. */
export function codeBlocks(pages: readonly Page[]): CodeBlock[] {
  return pages.flatMap(({ path, tokens }) =>
    allTokens(tokens).flatMap((token) =>
      token.type === "code"
        ? [{ page: path, language: token["lang"] ?? "", text: token["text"], raw: token.raw }]
        : []
    )
  );
}

/** All tokens of a page, also those within others. */
export function allTokens(tokens: TokensList): Token[] {
  const all: Token[] = [];
  walkTokens(tokens, (token) => void all.push(token));
  return all;
}

function markdownFiles(folder: string): string[] {
  return [...Deno.readDirSync(ROOT + folder)].flatMap(({ name, isDirectory, isFile }) => {
    if (isDirectory && !OTHERS.has(name)) return markdownFiles(`${folder}${name}/`);
    return isFile && name.endsWith(".md") ? [folder + name] : [];
  });
}
