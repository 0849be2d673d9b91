/** How a process was started. */
export interface OwnProcess {
  /** Whether it is a program that was made by `deno compile`. */
  readonly standalone: boolean;
  /** The executable: the program itself, or Deno. */
  readonly execPath: string;
  /** The address of the main module. */
  readonly mainModule: string;
  /** The arguments of the program. */
  readonly args: readonly string[];
  /** Which permissions it has, whole. */
  readonly permissions: readonly string[];
  /** The whole command line, where the system tells it. */
  readonly commandLine: readonly string[] | undefined;
}

/** What runs a program: an executable and its arguments. */
export type Command = readonly [executable: string, ...args: string[]];

/** What Deno needs to let processes share a port; in a compiled program it is built in. */
const FLAG = "--unstable-net";

/**
 * The command for a worker: the same program with the same arguments, and under Deno with the options
 * for Deno that this process has.
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

/** What a supervisor and its workers need. */
const NEEDED = ["read", "write", "net", "env", "run", "sys"] as const;

/**
 * How this process was started.
 *
 * @throws {Error} If it has not all the permissions that workers need.
 */
export async function ownProcess(): Promise<OwnProcess> {
  const permissions: string[] = [];
  for (const name of [...NEEDED, "ffi"] as const) {
    if ((await Deno.permissions.query({ name })).state === "granted") permissions.push(name);
  }
  const missing = NEEDED.filter((name) => !permissions.includes(name));
  if (missing.length > 0) {
    const flags = missing.map((name) => `--allow-${name}`).join(", ");
    throw new Error(`Cannot use --workers: Deno must be started with ${flags} as well`);
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

/** Only Linux has it as a file. */
async function ownCommandLine(): Promise<string[] | undefined> {
  try {
    return (await Deno.readTextFile("/proc/self/cmdline")).split("\0").slice(0, -1);
  } catch {
    return undefined;
  }
}
