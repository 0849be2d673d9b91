/**
 * Checks that imports in `src` follow the flow of data, and that what belongs to one place stands
 * nowhere else. See CONTRIBUTING.md for the picture.
 *
 * @module
 */

/** The layers, the lowest first. A file may import files of its own layer and of lower ones. */
const LAYERS: readonly (readonly RegExp[])[] = [
  [/^src\/errors\.ts$/, /^src\/command\.ts$/, /^src\/_verbs\.ts$/],
  [/^src\/events\.ts$/, /^src\/protocol\//],
  [/^src\/transport\//],
  [/^src\/(session|_exchange|_hangup_reasons|_probe|_turn|_wire)\.ts$/],
  [/^src\/commands\//],
  [/^src\/channel\.ts$/],
  [/^src\/applications\//],
  [/^src\/(router|_call|_network_request|_admission|_limits|_status_variable|_time_limit)\.ts$/],
  [/^src\/(server|_served_call|script)\.ts$/],
  [/^mod\.ts$/],
  [/^src\/testing\//],
  [/^src\/recording\//],
  [/^src\/tracing\//],
  [/^src\/cli\//],
  [/^cli\.ts$/],
];

/** Imports that would be allowed by their layers alone. */
const FORBIDDEN: readonly [from: RegExp, to: RegExp, why: string][] = [
  [/^src\/protocol\//, /^src\/transport\//, "the protocol does no I/O"],
  [/^src\/commands\//, /^src\/(session|_\w+)\.ts$/, "commands are values"],
  [/^src\/commands\//, /^src\/transport\//, "commands are values"],
];

/** What may stand in some files only. */
const RESERVED: readonly [what: RegExp, where: RegExp, why: string][] = [
  [/\bimport\((?!")/, /^src\/cli\/load_handler\.ts$/, "the only dynamic import of a handler"],
  [/"@std\/cli/, /^src\/cli\/args\//, "the only user of @std/cli"],
  [/"@opentelemetry\//, /^src\/tracing\//, "the only user of OpenTelemetry"],
  [/"@std\/log/, /^src\/cli\/logging\.ts$/, "the only user of @std/log"],
  [
    /(?<!\/)\bconsole\b(?=[.[])/,
    /^src\/(cli\/|transport\/_guard_stdout)/,
    "the only user of console",
  ],
  [/\bDeno\.exit\b/, /^(cli\.ts|src\/script\.ts)$/, "the only place to end the process"],
  [/\bextends (\w*Error|AgiException|AgiHangup)\b/, /^src\/errors\.ts$/, "the only errors"],
  [/\bDeno\.(stdin|stdout|stderr)\b/, /^src\/(transport|cli)\/|^src\/script\.ts$/, "the edges"],
  [/\bDeno\.(listen|connect)\(/, /^src\/(transport|cli)\/|^src\/server\.ts$/, "the edges"],
];

const root = new URL("..", import.meta.url);
const problems: string[] = [];
for await (const file of sources()) {
  const text = await Deno.readTextFile(new URL(file, root));
  const code = withoutComments(text);
  const level = layerOf(file);
  if (level < 0) problems.push(`${file} is in no layer: add it to scripts/check_layers.ts`);
  for (const target of importsOf(file, code)) {
    if (layerOf(target) > level) problems.push(`${file} imports ${target}, which is above it`);
    for (const [from, to, why] of FORBIDDEN) {
      if (from.test(file) && to.test(target)) problems.push(`${file} imports ${target}: ${why}`);
    }
  }
  for (const [what, where, why] of RESERVED) {
    if (what.test(code) && !where.test(file)) {
      problems.push(`${file} has ${what}: ${where} is ${why}`);
    }
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exit(1);

async function* sources(folder = "src/"): AsyncGenerator<string> {
  if (folder === "src/") yield* ["mod.ts", "cli.ts"];
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    if (entry.isDirectory) yield* sources(`${folder}${entry.name}/`);
    else if (entry.name.endsWith(".ts")) yield `${folder}${entry.name}`;
  }
}

function layerOf(file: string): number {
  return LAYERS.findIndex((patterns) => patterns.some((pattern) => pattern.test(file)));
}

/** The files of this project that a file imports; types count as well. */
function importsOf(file: string, code: string): string[] {
  const specifiers = code.matchAll(/(?:from|import|import\() ?"(\.[^"]+\.ts)"/g);
  return Array.from(
    specifiers,
    ([, specifier = ""]) => new URL(specifier, new URL(file, root)).href.slice(root.href.length),
  );
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
}
