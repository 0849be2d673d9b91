/**
 * Makes the program `tipring`, which needs nothing on the machine that it runs on.
 *
 *     deno task compile                        dist/tipring, for this machine
 *     deno task compile --target all           one for each system, and dist/SHA256SUMS
 *     deno task compile --allow-read=/etc/tipring --allow-net=127.0.0.1:4573
 *     deno task compile --output ivr pin.ts /menu/:lang=menu.ts   with these handlers inside
 *
 * Its base is the runtime of this Deno, which Deno downloads; where it cannot, `DENORT_BIN` names a
 * copy of it. See docs/executable.md.
 *
 * @module
 */
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { type HandlerFile, sourcesWith } from "./handlers_inside.ts";
import { filesOf } from "./program_bundle.ts";
import { bundleParts } from "./program_parts.ts";

/** The systems that Deno has a base for. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

/**
 * What the program needs for all that it does: handlers and certificates to read, recordings to
 * write, calls, figures of the process, and workers. No native libraries, no code from the network.
 */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-env",
  "--allow-sys",
  "--allow-run",
] as const;

/** The same for every build, see docs/executable.md. */
const FIXED_FLAGS = [
  "--no-check",
  "--no-prompt",
  "--unstable-net",
  "--app-name=tipring",
] as const;

/** The time of all files inside, in seconds. */
const EPOCH = Number(Deno.env.get("SOURCE_DATE_EPOCH") ?? 0);

const root = join(import.meta.dirname ?? ".", "..");
const dist = join(root, "dist");

/** What is built. */
interface Options {
  targets: readonly (string | undefined)[];
  permissions: readonly string[];
  /** The name of the program in `dist/`. */
  output: string;
  /** Handlers that are to be inside. */
  handlers: readonly HandlerFile[];
  /** Whether it exports traces; each process of it then tries to reach a collector. */
  otel: boolean;
  /**
   * Whether it writes its files beside itself, with their compiled code, or into the data folder of
   * its user where that cannot be written.
   */
  codeCache: boolean;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "string") {
    console.error(`compile: ${options}`);
    return 2;
  }
  // Always the same: its name is in the program. So two builds take turns.
  const folder = join(dist, "program");
  try {
    await Deno.mkdir(dist, { recursive: true });
    using turn = await Deno.open(join(dist, ".lock"), { create: true, write: true });
    await turn.lock(true);
    await bundle(folder, options.handlers);
    const outputs: string[] = [];
    for (const target of options.targets) {
      const output = join(dist, outputName(options.output, target));
      if (!await compile(folder, { ...options, output, target })) return 1;
      outputs.push(output);
    }
    await writeSums(outputs);
    return 0;
  } catch (error) {
    console.error(`compile: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

function readOptions(args: readonly string[]): Options | string {
  const targets: string[] = [];
  const handlers: HandlerFile[] = [];
  let otel = false;
  let codeCache = false;
  let output = "tipring";
  const permissions: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, inline] = /^--target(?:=(.*))?$/.exec(arg) ?? [];
    if (arg.startsWith("--target")) {
      const target = inline ?? rest.shift() ?? "";
      if (target !== "all" && !TARGETS.some((known) => known === target)) {
        return `--target "${target}" is not a system (${TARGETS.join(", ")}, or all)`;
      }
      targets.push(...(target === "all" ? TARGETS : [target]));
    } else if (/^--output(=|$)/.test(arg)) {
      output = arg.includes("=") ? arg.slice("--output=".length) : rest.shift() ?? "";
      if (!/^[\w.-]+$/.test(output)) {
        return `--output "${output}" is not the name of a file in dist/`;
      }
    } else if (!arg.startsWith("-")) {
      const [, route, file = arg] = /^(\/[^=]*)=(.+)$/.exec(arg) ?? [];
      handlers.push({ file, route });
    } else if (arg === "--otel") {
      otel = true;
    } else if (arg === "--code-cache") {
      codeCache = true;
    } else if (/^--(allow|deny)-[a-z]+(=|$)|^-A$/.test(arg)) {
      permissions.push(arg);
    } else {
      return `"${arg}" is not an option (--target SYSTEM, --otel, --code-cache, or a permission such as --allow-read=DIR)`;
    }
  }
  return {
    targets: targets.length === 0 ? [undefined] : targets,
    permissions: permissions.length === 0 ? PERMISSIONS : permissions,
    otel,
    codeCache,
    output,
    handlers,
  };
}

/** `tipring` for this machine, `tipring-0.1.0-aarch64-apple-darwin` for another. */
function outputName(output: string, target: string | undefined): string {
  if (target === undefined) return output;
  return `${output}-${config.version}-${target}${target.includes("windows") ? ".exe" : ""}`;
}

async function bundle(folder: string, handlers: readonly HandlerFile[]): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // There may be none.
  const sources = handlers.length === 0
    ? { entry: "cli.ts", handlers: [] }
    : await sourcesWith(handlers, join(dist, "handlers"));
  await bundleParts(sources, folder);
  // Their times are in the program, and the same sources shall make the same bytes.
  for (const file of await filesOf(folder, "")) await Deno.utime(file, EPOCH, EPOCH);
}

async function compile(
  folder: string,
  { output, target, permissions, otel, codeCache }: Omit<Options, "targets" | "handlers"> & {
    target: string | undefined;
  },
): Promise<boolean> {
  const args = [
    "compile",
    "--quiet",
    "--config",
    join(folder, "deno.json"),
    ...FIXED_FLAGS,
    // Deno keeps the cache beside the files, so that it is where only their owner writes, and keeps
    // what V8 compiles at once.
    ...(codeCache ? ["--self-extracting", "--v8-flags=--no-lazy"] : ["--no-code-cache"]),
    ...permissions,
    ...(target === undefined ? [] : ["--target", target]),
    "--include",
    folder,
    "--output",
    output,
    join(folder, "tipring.js"),
  ];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    // Whether it traces is settled now, not by the environment that it will have.
    env: { NO_COLOR: "1", OTEL_DENO: `${otel}` },
  }).output();
  const said = new TextDecoder().decode(stderr).trim();
  if (said !== "") console.error(said);
  if (success) {
    console.log(`${output} is tipring ${config.version}`);
    return true;
  }
  console.error(`\ncompile: ${output} was not built${adviceFor(said, target)}`);
  return false;
}

/** What to do about a failure, where that is known. */
function adviceFor(said: string, target = Deno.build.target): string {
  if (/base binary|denort|dl\.deno\.land/.test(said)) {
    return `: Deno could not get its base runtime. Download denort-${target}.zip of Deno ` +
      `${Deno.version.deno} from Deno's releases on another machine, unpack it here, and set ` +
      "DENORT_BIN=/path/to/denort.";
  }
  if (/No space left|os error 28/.test(said)) return ": the disk is full (it takes 120 MB).";
  return ", for the reason above.";
}

/** In the format of `sha256sum -c`. */
async function writeSums(files: readonly string[]): Promise<void> {
  const lines = await Promise.all(files.map(async (file) => {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(file));
    return `${new Uint8Array(digest).toHex()}  ${file.slice(dist.length + 1)}\n`;
  }));
  await Deno.writeTextFile(join(dist, "SHA256SUMS"), lines.join(""));
}
