/**
 * Bundles the console's page into `src/cli/console/page_bundle.json`. The file is committed, so that
 * the page works from the sources, from JSR, from the bundle and in the executable, all offline.
 *
 *     deno task bundle:page [OUTPUT]
 *
 * @module
 */
import { join } from "node:path";
import { bundleProgram } from "./program_bundle.ts";

const root = join(import.meta.dirname ?? ".", "..");

/** Where the page's bundle is committed. */
export const PAGE_BUNDLE: string = join(root, "src/cli/console/page_bundle.json");

/** What a page consists of. */
export interface PageBundle {
  readonly html: string;
  readonly script: string;
  readonly style: string;
  readonly icon: string;
  readonly docs: Readonly<Record<string, { readonly method: string; readonly text: string }>>;
}

if (import.meta.main) {
  const [output = PAGE_BUNDLE] = Deno.args;
  await Deno.writeTextFile(output, `${JSON.stringify(await bundlePage(), undefined, 2)}\n`);
}

/**
 * Bundles the page.
 *
 * @throws {Error} If the bundler fails.
 */
export async function bundlePage(): Promise<PageBundle> {
  const folder = await Deno.makeTempDir({ prefix: "tipring-page-" });
  try {
    const script = join(folder, "page.js");
    await bundleProgram({
      entries: ["page/main.tsx"],
      platform: "browser",
      flags: ["--minify", "--output", script],
    });
    const read = (name: string) => Deno.readTextFile(join(root, "page", name));
    return {
      html: await read("index.html"),
      script: await Deno.readTextFile(script),
      style: await bundleStyle(),
      icon: await read("icon.svg"),
      docs: await commandDocs(),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Puts the files that `page.css` imports into one style sheet. */
async function bundleStyle(): Promise<string> {
  const index = await Deno.readTextFile(join(root, "page/page.css"));
  const names = Array.from(index.matchAll(/^@import "(.+)";$/gm), ([, name = ""]) => name);
  const parts = names.map((name) => Deno.readTextFile(join(root, "page", name)));
  return (await Promise.all(parts)).join("\n");
}

/** The part of the output of `deno doc --json` that is used. */
interface Documentation {
  readonly nodes: Readonly<
    Record<string, {
      readonly symbols: readonly {
        readonly name: string;
        readonly declarations: readonly {
          readonly kind: string;
          readonly jsDoc?: { readonly doc?: string };
        }[];
      }[];
    }>
  >;
}

/** The documentation of the functions that make commands, by the verb that each says it sends. */
async function commandDocs(): Promise<PageBundle["docs"]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "src/commands/mod.ts"],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`deno doc failed: ${new TextDecoder().decode(stderr)}`);
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as Documentation;
  const docs = Object.values(nodes).flatMap(({ symbols }) => symbols).flatMap((symbol) =>
    symbol.declarations.flatMap(({ kind, jsDoc }) => {
      const text = jsDoc?.doc ?? "";
      const [, verb] = /Sends `([A-Z]{2,}(?: [A-Z]{2,})*)/.exec(text) ?? [];
      return kind === "function" && verb !== undefined
        ? [[verb, { method: symbol.name, text }] as const]
        : [];
    })
  );
  // The first function of a verb is the one that people use.
  return Object.fromEntries(docs.toReversed());
}
