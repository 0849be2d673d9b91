import config from "../../../deno.json" with { type: "json" };
import { absolutePath } from "../handlers/absolute_path.ts";
import type { InitInvocation } from "./options.ts";
import { projectFiles } from "./template.ts";

/**
 * `tipring init`: creates a project. Returns the exit status.
 *
 * @throws {Error} If a file exists already, and nothing is written then; or if one cannot be written.
 */
export async function createProject({ folder }: InitInvocation): Promise<number> {
  const files = projectFiles({ version: config.version, path: absolutePath(folder) });
  const names = Object.keys(files);
  const existing: string[] = [];
  for (const name of names) if (await exists(folder, name)) existing.push(name);
  if (existing.length > 0) {
    refuse(folder, `${existing.join(", ")} ${existing.length === 1 ? "exists" : "exist"} already`);
  }
  for (const [name, text] of Object.entries(files)) {
    try {
      await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text, { createNew: true });
    } catch (cause) {
      refuse(folder, `${name} cannot be written: ${whyOf(cause)}`, cause);
    }
  }
  console.log(`\
Created a project in ${folder}:
${names.map((name) => `  ${name}`).join("\n")}

Next:${folder === "." ? "" : `\n  cd ${shellWord(folder)}`}
  deno task test                     run its tests
  tipring dial handlers/welcome.ts   call its handler, without Asterisk
  deno task dev                      call its handlers in a browser, and reload changes

README.md has more, and dialplan.conf the lines for Asterisk.`);
  return 0;
}

/** A dangling link exists, too: writing would follow it. */
async function exists(folder: string, name: string): Promise<boolean> {
  try {
    await Deno.lstat(`${folder}/${name}`);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    // A file where a folder has to be: writing says so.
    if (error instanceof Deno.errors.NotADirectory) return false;
    refuse(folder, `${name} cannot be looked up: ${whyOf(error)}`, error);
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : `${error}`;
}

function refuse(folder: string, why: string, cause?: unknown): never {
  throw new Error(`Cannot create a project in "${folder}": ${why} (choose an empty folder)`, {
    cause,
  });
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
