/**
 * Links in the pages of the project: files and headings exist, addresses are well-formed.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import GithubSlugger from "github-slugger";
import { dirname, join, normalize } from "node:path";
import { allTokens, type Page, readPages, ROOT } from "./pages.ts";

const PAGES = readPages();

/** The anchors of a page: one for each heading, as GitHub names them. */
function anchorsOf({ tokens }: Page): Set<string> {
  const slugger = new GithubSlugger();
  return new Set(
    allTokens(tokens).flatMap((token) =>
      token.type === "heading" ? [slugger.slug(plainText(token["text"]))] : []
    ),
  );
}

/** A heading without its marks. */
function plainText(heading: string): string {
  return heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, "");
}

/** Where the links and pictures of a page lead. */
function linksOf({ tokens, text }: Page): string[] {
  const links = allTokens(tokens).flatMap((token) =>
    token.type === "link" || token.type === "image" ? [String(token["href"])] : []
  );
  const attributes = [
    ...text.matchAll(/<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)="([^"]+)"/g),
  ];
  return [...links, ...attributes.map(([, link = ""]) => link)];
}

/** What is wrong with a link; `undefined` if nothing is. */
function problemOf(page: Page, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) {
    const ok = URL.canParse(link) && /^(https?:\/\/[\w.-]+\.\w+(\/|$)|mailto:.+@.+)/.test(link);
    return ok ? undefined : "not an address";
  }
  const [, path = "", anchor] = /^([^#]*)(?:#(.*))?$/.exec(link) ?? [];
  const target = path === "" ? page.path : normalize(join(dirname(page.path), decodeURI(path)));
  if (target.startsWith("..")) return "outside the project";
  try {
    Deno.statSync(ROOT + target);
  } catch {
    return "no such file";
  }
  if (anchor === undefined) return undefined;
  const other = PAGES.find(({ path }) => path === target);
  if (other === undefined) return "not a page with headings";
  return anchorsOf(other).has(anchor) ? undefined : "no such heading";
}

Deno.test("each link in the pages leads to a file, a heading or an address", () => {
  const problems = PAGES.flatMap((page) =>
    linksOf(page).flatMap((link) => {
      const problem = problemOf(page, link);
      return problem === undefined ? [] : [`${page.path}: ${link}: ${problem}`];
    })
  );
  assertEquals(problems, []);
});

Deno.test("README.md leads to each page of docs/, directly or through other pages", () => {
  const reached = new Set<string>();
  const queue = ["README.md"];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const page = PAGES.find((page) => page.path === path);
    if (page === undefined || reached.has(path)) continue;
    reached.add(path);
    for (const link of linksOf(page)) {
      const [file = ""] = link.split("#");
      queue.push(normalize(join(dirname(path), file)));
    }
  }
  const docs = PAGES.map(({ path }) => path).filter((path) => path.startsWith("docs/"));
  assertEquals(docs.filter((path) => !reached.has(path)), []);
});

Deno.test("a link to nothing is a problem", () => {
  const [page] = PAGES.filter(({ path }) => path === "docs/deploy.md");
  assert(page !== undefined);
  assertEquals(problemOf(page, "workers.md#no-such"), "no such heading");
  assertEquals(problemOf(page, "no-such.md"), "no such file");
  assertEquals(problemOf(page, "https//x"), "no such file");
  assertEquals(problemOf(page, "http://"), "not an address");
  assertEquals(problemOf(page, "../../shared"), "outside the project");
  assertEquals(problemOf(page, "#one-machine"), undefined);
});
