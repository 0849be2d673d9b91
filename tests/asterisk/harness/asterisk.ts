/**
 * Runs a real Asterisk for tests: a process of its own, in a temporary folder, on a free port.
 *
 * @module
 */

import { Ami, AmiActionError, type AmiMessage } from "./ami.ts";
import { Call, originateFields, type OriginateOptions } from "./call.ts";
import { type Instance, MANAGER_USER, writeInstance } from "./config.ts";
import { AsteriskProcess } from "./process.ts";
import { type AsteriskVersion, findTree, type Tree } from "./tree.ts";

/** Options of {@linkcode Asterisk.start}. */
export interface StartOptions {
  /** Which Asterisk; "22" by default. The setup must have fetched it. */
  version?: AsteriskVersion;
}

interface Parts {
  readonly folder: string;
  readonly instance: Instance;
  readonly process: AsteriskProcess;
  readonly ami: Ami;
}

/** After that many milliseconds Asterisk is killed instead of asked to stop. */
const STOP_TIMEOUT_MS = 5000;

/** "Broken pipe" is a debug message; the file that has it has few others. */
const LOG_BROKEN_PIPES = "core set debug 1 utils.c";

/** Another program can take the free port before Asterisk does. */
const START_ATTEMPTS = 3;

/**
 * A running Asterisk.
 *
 * @example
 * ```ts ignore
 * await using asterisk = await Asterisk.start();
 * const call = await asterisk.originate({
 *   agi: "agi://127.0.0.1:4573/pin",
 *   caller: { exten: "dtmf", digits: "1234#" },
 *   report: ["PIN"],
 * });
 * console.log(await call.status, await call.vars);
 * ```
 */
export class Asterisk implements AsyncDisposable {
  /** The manager interface. */
  readonly ami: Ami;
  readonly #parts: Parts;
  readonly #calls = new Map<string, Call>();
  #callCount = 0;
  #stopping: Promise<void> | null = null;
  #lastWords: { log: string; stderr: string } | null = null;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.ami = parts.ami;
    this.ami.listen({ event: (event) => this.#handle(event), close: () => this.#failCalls() });
  }

  /**
   * Starts an Asterisk and waits until it has booted.
   *
   * @throws {Error} The setup was not run, or Asterisk ended; the message has what it said.
   */
  static async start(options: StartOptions = {}): Promise<Asterisk> {
    const { version = "22" } = options;
    const tree = await findTree(version);
    if (tree === null) {
      throw new Error(
        `Cannot start Asterisk ${version}: it is not set up; ` +
          `run deno run -A tests/asterisk/harness/setup.ts ${version}`,
      );
    }
    return new Asterisk(await startParts(tree, START_ATTEMPTS));
  }

  /** The folder of the AGI scripts: `AGI(pin.ts)` runs `pin.ts` in it. */
  get agiBin(): string {
    return this.#parts.instance.agiBin;
  }

  /** The folder of this instance; gone after {@linkcode stop}. */
  get folder(): string {
    return this.#parts.folder;
  }

  /**
   * Runs a command of Asterisk's command line and returns what it wrote.
   *
   * @throws {Error} Asterisk does not know the command, or it failed; the message has its output.
   */
  async cli(command: string): Promise<string> {
    try {
      const response = await this.ami.action("Command", { Command: command });
      return response.get("Output") ?? "";
    } catch (error) {
      if (!(error instanceof AmiActionError)) throw error;
      const output = error.response.get("Output") ?? error.message;
      throw new Error(`Cannot run "${command}": Asterisk says ${output}`, { cause: error });
    }
  }

  /** Places a call and returns it when the channel that runs the AGI is there. */
  async originate(options: OriginateOptions): Promise<Call> {
    const id = `call-${++this.#callCount}`;
    const fields = originateFields(id, options);
    const call = new Call(this.ami, { id, report: options.report ?? [] });
    const ids = [id, call.uniqueid, call.callerUniqueid];
    for (const one of ids) this.#calls.set(one, call);
    const forget = () => ids.forEach((one) => this.#calls.delete(one));
    call.ended.then(forget, forget);
    try {
      await this.ami.action("Originate", fields);
      await call.started;
      return call;
    } catch (error) {
      forget();
      throw error;
    }
  }

  /**
   * What Asterisk has logged. While it runs, the latest lines may not be in it yet. When the other
   * end of a connection has been closed under Asterisk, the log says "Broken pipe".
   */
  async log(): Promise<string> {
    return this.#lastWords?.log ?? await Deno.readTextFile(this.#parts.instance.log);
  }

  /** What Asterisk and its AGI scripts have written to stderr. */
  async stderr(): Promise<string> {
    return this.#lastWords?.stderr ?? await Deno.readTextFile(this.#parts.instance.stderr);
  }

  /** Ends Asterisk and removes its folder; {@linkcode log} and {@linkcode stderr} still work. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** The same as {@linkcode stop}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<void> {
    const { ami, process, folder } = this.#parts;
    // The connection may close before the response comes, and it is closed if Asterisk has died.
    ami.action("Command", { Command: "core stop now" }).catch(() => {});
    await process.end({ timeoutMs: STOP_TIMEOUT_MS });
    await ami[Symbol.asyncDispose]();
    const [log, stderr] = await Promise.all([this.log(), this.stderr()]);
    this.#lastWords = { log, stderr };
    await Deno.remove(folder, { recursive: true });
  }

  #handle(event: AmiMessage): void {
    if (event.get("Event") === "OriginateResponse") {
      if (event.get("Response") === "Failure") {
        this.#calls.get(event.get("ActionID") ?? "")?.refuse();
      }
      return;
    }
    this.#calls.get(event.get("Uniqueid") ?? "")?.handle(event);
  }

  #failCalls(): void {
    const error = new Error("Cannot follow the call: Asterisk stopped");
    for (const call of new Set(this.#calls.values())) call.fail(error);
  }
}

/** Starts all that an instance consists of; what was started is ended again if a later part fails. */
async function startParts(tree: Tree, attempts: number): Promise<Parts> {
  const folder = await Deno.makeTempDir({ prefix: "tipring-asterisk-" });
  let process: AsteriskProcess | null = null;
  try {
    const managerPort = freePort();
    const managerSecret = crypto.randomUUID();
    const instance = await writeInstance({ folder, tree, managerPort, managerSecret });
    const { settings, stderr } = instance;
    process = await AsteriskProcess.start({ command: tree.command, settings, stderr, folder });
    const ami = await Ami.connect({
      port: managerPort,
      username: MANAGER_USER,
      secret: managerSecret,
    });
    await ami.action("Command", { Command: LOG_BROKEN_PIPES });
    return { folder, instance, process, ami };
  } catch (error) {
    await process?.end({ timeoutMs: 0 });
    await Deno.remove(folder, { recursive: true });
    // Without its port Asterisk runs nevertheless, so the connection is what fails.
    const portTaken = process !== null;
    if (!portTaken || attempts === 1) throw error;
    return await startParts(tree, attempts - 1);
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
