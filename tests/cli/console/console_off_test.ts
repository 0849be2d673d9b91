import { assert, assertEquals } from "@std/assert";
import { pathOf } from "../program.ts";

/** A module of the graph that `deno info` prints. */
interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

/** The files of this project that are loaded with a file, apart from dynamic imports. */
async function loadedWith(file: string): Promise<ReadonlySet<string>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-remote", "--no-npm", file],
    stderr: "null",
  }).output();
  const { modules }: { modules: Module[] } = JSON.parse(new TextDecoder().decode(stdout));
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set<string>();
  const load = (specifier: string) => {
    if (loaded.has(specifier)) return;
    loaded.add(specifier);
    for (const { code, isDynamic } of known.get(specifier)?.dependencies ?? []) {
      if (code !== undefined && isDynamic !== true) load(code.specifier);
    }
  };
  load(`file://${file}`);
  return loaded;
}

for (const file of ["serve/serve.ts", "workers/supervise.ts", "workers/serve_as_worker.ts"]) {
  Deno.test(`${file} loads nothing of the console before --console asks for it`, async () => {
    const loaded = await loadedWith(pathOf(`../../src/cli/${file}`));
    assert(loaded.size > 20, `only ${loaded.size} files`);
    assertEquals([...loaded].filter((path) => /\/console\/|_console\.ts/.test(path)), []);
  });
}
