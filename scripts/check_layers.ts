/**
 * Checks that imports in `src` follow the flow of data, without circles, and that what belongs to
 * one place stands nowhere else. See docs/design.md for the picture.
 *
 *     deno run --allow-read scripts/check_layers.ts [--graph]
 *
 * `--graph` prints which folder imports which.
 *
 * @module
 */
import { LAYERS } from "./layers.ts";

/** Imports that would be allowed by their layers alone. */
const FORBIDDEN: readonly [from: string, to: string, why: string][] = [
  ["protocol/", "transport/", "the protocol does no I/O"],
  ["commands/", "session/", "commands are values"],
  ["commands/", "transport/", "commands are values"],
  ["recording/", "testing/", "what tests use is for tests"],
  ["cli/", "testing/", "what tests use is for tests"],
];

/** The exception: handlers may import all entry points, and this gives them those of the program. */
const GIVES_LIBRARY = "cli/modules/library.ts";

/** What may stand in some files only. */
const RESERVED: readonly [what: RegExp, where: RegExp, why: string][] = [
  [/\bimport\((?!")/, /^cli\/modules\/import_handler\.ts$/, "the only dynamic import of a handler"],
  [/"@std\/cli/, /^cli\/options\//, "the only user of @std/cli"],
  [/"@opentelemetry\//, /^tracing\//, "the only user of OpenTelemetry"],
  [/"@std\/log/, /^cli\/log\/logging\.ts$/, "the only user of @std/log"],
  [
    /(?<!\/)\bconsole\b(?=[.[])/,
    /^(cli\/|transport\/guard_stdout|server\/_print_error|logging\/print_line)/,
    "the only user of console",
  ],
  [
    /\bDeno\.exit\b/,
    /^(cli\.ts|handler\/script\.ts|cli\/serve\/guard_exit\.ts)$/,
    "the only place to end the process",
  ],
  [/\bextends (\w*Error|AgiException|AgiHangup)\b/, /^errors\.ts$/, "the only errors"],
  [/\bDeno\.(stdin|stdout|stderr)\b/, /^(transport|cli)\/|^handler\/script\.ts$/, "the edges"],
  [/\bDeno\.(listen|connect)\(/, /^(transport|cli|audio)\/|^server\/server\.ts$/, "the edges"],
];

/** One file, and those of this project that it imports; types count as well. */
interface Source {
  readonly name: string;
  readonly code: string;
  readonly imports: readonly string[];
}

const root = new URL("..", import.meta.url);
const sources = new Map<string, Source>();
for await (const path of paths()) {
  const code = withoutComments(await Deno.readTextFile(new URL(path, root)));
  const name = path.replace(/^src\//, "");
  sources.set(name, { name, code, imports: importsOf(path, code) });
}
if (Deno.args.includes("--graph")) {
  for (const line of graph()) console.log(line);
}
const problems = [...Array.from(sources.values()).flatMap(problemsOf), ...circles()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) Deno.exit(1);

function problemsOf({ name, code, imports }: Source): string[] {
  const found: string[] = [];
  const level = layerOf(name);
  if (level < 0) found.push(`${name} is in no layer: add it to scripts/check_layers.ts`);
  for (const target of imports) {
    if (layerOf(target) > level) found.push(`${name} imports ${target}, which is above it`);
    if (isPrivate(target) && folderOf(target) !== folderOf(name)) {
      found.push(`${name} imports ${target}, which is private to its folder`);
    }
    for (const [from, to, why] of FORBIDDEN) {
      if (name === GIVES_LIBRARY) continue;
      if (name.startsWith(from) && target.startsWith(to)) {
        found.push(`${name} imports ${target}: ${why}`);
      }
    }
  }
  for (const [what, where, why] of RESERVED) {
    if (what.test(code) && !where.test(name)) found.push(`${name} has ${what}: ${where} is ${why}`);
  }
  return found;
}

/** Files that import each other, directly or by way of others: each group once. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string) => {
    const at = path.indexOf(name);
    if (at >= 0) return void found.push(`A circle: ${[...path.slice(at), name].join(" -> ")}`);
    if (done.has(name)) return;
    path.push(name);
    for (const target of sources.get(name)?.imports ?? []) visit(target);
    path.pop();
    done.add(name);
  };
  for (const name of sources.keys()) visit(name);
  return found;
}

/** A line for each folder: its files, and the folders that it imports. */
function graph(): string[] {
  const folders = new Map<string, { files: number; imports: Set<string> }>();
  for (const { name, imports } of sources.values()) {
    const { files = 0, imports: known = new Set<string>() } = folders.get(roomOf(name)) ?? {};
    for (const target of imports) known.add(roomOf(target));
    known.delete(roomOf(name));
    folders.set(roomOf(name), { files: files + 1, imports: known });
  }
  const order = [...folders].sort(([one], [other]) => layerOf(one) - layerOf(other));
  return order.map(([folder, { files, imports }]) => {
    const targets = [...imports].sort((one, other) => layerOf(one) - layerOf(other));
    return `${folder.padEnd(12)} ${`${files}`.padStart(3)} files -> ${targets.join(" ")}`;
  });
}

async function* paths(folder = "src/"): AsyncGenerator<string> {
  if (folder === "src/") yield* ["mod.ts", "cli.ts"];
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    if (entry.isDirectory) yield* paths(`${folder}${entry.name}/`);
    else if (entry.name.endsWith(".ts")) yield `${folder}${entry.name}`;
  }
}

function layerOf(name: string): number {
  return LAYERS.findIndex((layer) =>
    layer.some((entry) => entry.endsWith("/") ? name.startsWith(entry) : name === entry)
  );
}

/** The room of the house that a file is in: its top folder, or itself. */
function roomOf(name: string): string {
  const slash = name.indexOf("/");
  return slash < 0 ? name : name.slice(0, slash + 1);
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}

function isPrivate(name: string): boolean {
  return /(^|\/)_[^/]*$/.test(name);
}

function importsOf(path: string, code: string): string[] {
  const specifiers = code.matchAll(/(?:from|import|import\() ?"(\.[^"]+\.ts)"/g);
  return Array.from(
    specifiers,
    ([, specifier = ""]) =>
      new URL(specifier, new URL(path, root)).href.slice(root.href.length).replace(/^src\//, ""),
  );
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
}
