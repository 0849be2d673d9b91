/** How this process was started. */
export interface OwnProcess {
  /** Whether it is a program made by `deno compile`. */
  readonly standalone: boolean;
  /** The executable: the program itself, or Deno. */
  readonly execPath: string;
  /** The URL of the main module. */
  readonly mainModule: string;
  /** The arguments of the program. */
  readonly args: readonly string[];
  /** The permissions that it has without restriction. */
  readonly permissions: readonly string[];
  /** The whole command line, where the system reveals it. */
  readonly commandLine: readonly string[] | undefined;
}

/** A command line: an executable and its arguments. */
export type Command = readonly [executable: string, ...args: string[]];

/** Lets processes share a port; a compiled program has it built in. */
const FLAG = "--unstable-net";

/**
 * The command that starts a worker: the same program with the same arguments, and the same options
 * for Deno.
 */
export function workerCommand(process: OwnProcess): Command {
  const { standalone, execPath, mainModule, args, permissions, commandLine = [] } = process;
  if (standalone) return [execPath, ...args];
  const scriptAt = commandLine.length - args.length - 1;
  const known = scriptAt > 0 && args.every((arg, at) => commandLine[scriptAt + 1 + at] === arg);
  if (!known) {
    const allowed = permissions.map((name) => `--allow-${name}`);
    return [execPath, "run", ...allowed, FLAG, mainModule, ...args];
  }
  const options = commandLine.slice(1, scriptAt).filter((option) => option !== FLAG);
  return [execPath, ...options, FLAG, ...commandLine.slice(scriptAt)];
}

/** The permissions that a supervisor and its workers need. */
const NEEDED = ["read", "write", "net", "env", "run", "sys"] as const;

/**
 * How this process was started.
 *
 * @throws {Error} If a permission that workers need is missing.
 */
export async function ownProcess(): Promise<OwnProcess> {
  const permissions: string[] = [];
  for (const name of [...NEEDED, "ffi"] as const) {
    if ((await Deno.permissions.query({ name })).state === "granted") permissions.push(name);
  }
  const missing = NEEDED.filter((name) => !permissions.includes(name));
  if (missing.length > 0) {
    const flags = missing.map((name) => `--allow-${name}`).join(", ");
    throw new Error(`--workers requires more permissions: start Deno with ${flags}`);
  }
  return {
    standalone: Deno.build.standalone,
    execPath: Deno.execPath(),
    mainModule: Deno.mainModule,
    args: Deno.args,
    permissions,
    commandLine: await ownCommandLine(),
  };
}

/** The command line, which only Linux has as a file. */
async function ownCommandLine(): Promise<string[] | undefined> {
  try {
    return (await Deno.readTextFile("/proc/self/cmdline")).split("\0").slice(0, -1);
  } catch {
    return undefined;
  }
}
