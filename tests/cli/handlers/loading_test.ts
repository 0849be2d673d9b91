import { assert, assertEquals } from "@std/assert";
import { CLI } from "../program.ts";

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

Deno.test("cli.ts loads for a script nothing that only subcommands need", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", CLI],
    stderr: "null",
  }).output();
  const { roots, modules }: { roots: [string]; modules: Module[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set(roots);
  for (const name of loaded) {
    for (const { code, isDynamic } of byName.get(name)?.dependencies ?? []) {
      if (code !== undefined && !isDynamic) loaded.add(code.specifier);
    }
  }
  const names = Array.from(loaded, (name) => name.replace(/^.*\/src\//, "src/"));
  assert(names.includes("src/handler/script.ts"), "The graph was not read");
  const others =
    /@std\/|@opentelemetry|npm:|offline\/|deno\.json|src\/(server|asterisk|testing|recording|tracing|cli\/(?!main|run\/|handlers\/(load_handler|missing_handler)|modules\/(import_|embedded_)|serve\/tracing|options\/usage))/;
  assertEquals(names.filter((name) => others.test(name)), []);
});
