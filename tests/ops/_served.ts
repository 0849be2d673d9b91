/**
 * `tipring serve` in a process of its own: its addresses, its memory, its log (Linux).
 *
 * @module
 */

/** How many lines of the log are kept, the first and the last. */
const KEPT_LINES = 200;

/** What the server says of an error that should have been handled. */
const UNHANDLED = /unhandled promise rejection|accepting a connection failed|[Uu]ncaught|panicked/;

const ROOT = new URL("../../", import.meta.url);

/** Ahead of a program: it is killed when this process ends, however that comes. */
export const DIES_WITH_US: readonly string[] = ["setpriv", "--pdeathsig", "KILL"];

/** The handler of the load client. */
export const CALL_HANDLER: string = pathOf("tests/ops/handlers/call.ts");

/** Options of {@linkcode Served.start}. */
export interface ServedOptions {
  /** What comes behind the words `tipring serve`; `--port 0 --admin 0` are there already. */
  readonly args?: readonly string[];
  /** What stands before the program, e.g. to run it in a network of its own. */
  readonly before?: readonly string[];
}

/** What a process has, in kB. */
export interface Memory {
  readonly rss: number;
  /** What no other process shares: the better measure of growth. */
  readonly anonymous: number;
}

/** A server in a process of its own. */
export class Served implements AsyncDisposable {
  readonly port: number;
  readonly adminPort: number;
  /** The lines of its log, the first and the last of them. */
  readonly log: Log;
  #child: Deno.ChildProcess;
  #logging: Promise<void>;

  private constructor(child: Deno.ChildProcess, log: Log, logging: Promise<void>, ports: Ports) {
    this.#child = child;
    this.log = log;
    this.#logging = logging;
    this.port = ports.port;
    this.adminPort = ports.adminPort;
  }

  /** Starts it, and waits until it listens. */
  static async start(options: ServedOptions = {}): Promise<Served> {
    const { args = [CALL_HANDLER], before = [] } = options;
    const [command = "", ...rest] = [
      ...before,
      ...DIES_WITH_US,
      Deno.execPath(),
      "run",
      "-A",
      "--no-check",
      pathOf("cli.ts"),
      "serve",
      "--port=0",
      "--admin=0",
      ...args,
    ];
    const child = new Deno.Command(command, {
      args: rest,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const log = new Log();
    const logging = log.read(child.stderr);
    const [admin, serving] = await Promise.all([
      log.logged(/ admin interface .*port=\d+/),
      log.logged(/ listening .*port=\d+/),
    ]);
    return new Served(child, log, logging, { port: portIn(serving), adminPort: portIn(admin) });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** When it has ended, and how. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Resident memory, in kB. */
  async memory(): Promise<Memory> {
    const status = await Deno.readTextFile(`/proc/${this.pid}/status`);
    const kB = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
    return { rss: kB("VmRSS"), anonymous: kB("RssAnon") };
  }

  /** What V8 uses, with what it has outside of its heap, in kB. */
  async heap(): Promise<number> {
    const metrics = await this.metrics();
    const bytes = (name: string) => metrics.get(`nodejs_${name}_bytes`) ?? NaN;
    return (bytes("heap_size_used") + bytes("external_memory")) / 1024;
  }

  /** The processor time that it has used, in seconds. */
  async cpu(): Promise<number> {
    const metrics = await this.metrics();
    return metrics.get("process_cpu_seconds_total") ?? NaN;
  }

  /** How many file descriptors are open. */
  async descriptors(): Promise<number> {
    let count = 0;
    for await (const _ of Deno.readDir(`/proc/${this.pid}/fd`)) count++;
    return count;
  }

  /** What `/metrics` answers. */
  async metricsText(): Promise<string> {
    return await this.#get("/metrics");
  }

  /** The figures of `/metrics`, by name and labels as they are written there. */
  async metrics(): Promise<Map<string, number>> {
    const lines = (await this.metricsText()).split("\n");
    return new Map(
      lines.filter((line) => /^\w/.test(line)).map((line) => {
        const space = line.lastIndexOf(" ");
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
  }

  /** How many calls `/calls` tells of. */
  async calls(): Promise<number> {
    const { total } = JSON.parse(await this.#get("/calls")) as { total: number };
    return total;
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Shuts it down as a service manager does, and tells how it ended. */
  async end(): Promise<Deno.CommandStatus> {
    this.kill("SIGTERM");
    await this.#logging;
    return await this.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#logging;
    await this.status;
  }

  async #get(path: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.adminPort}${path}`);
    return await response.text();
  }
}

/** What a server has logged. Only some lines are kept: a server must not fill this process. */
export class Log {
  /** How many lines there were, by level. */
  readonly levels: Map<string, number> = new Map();
  /** The first and the last lines of warnings and errors. */
  readonly complaints: string[] = [];
  /** The first lines that tell of an error which nobody handled. */
  readonly unhandled: string[] = [];
  #bytes = 0;
  #longestLine = 0;
  #first: string[] = [];
  #ended = false;
  #waiting: (() => void)[] = [];

  /** How long it is. */
  get bytes(): number {
    return this.#bytes;
  }

  /** In characters. */
  get longestLine(): number {
    return this.#longestLine;
  }

  /** The first line that matches, once it is there. */
  async logged(pattern: RegExp): Promise<string> {
    while (true) {
      const found = this.#first.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.#ended || this.#first.length >= KEPT_LINES) {
        throw new Error(`Cannot find ${pattern} in the log:\n${this.#first.join("\n")}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Reads until the process ends. */
  async read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      this.#bytes += bytes.length;
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#add(line);
      this.#wake();
    }
    this.#ended = true;
    this.#wake();
  }

  #add(line: string): void {
    const level = /^\S+Z ([A-Z]+)/.exec(line)?.[1] ?? "none";
    this.levels.set(level, (this.levels.get(level) ?? 0) + 1);
    this.#longestLine = Math.max(this.#longestLine, line.length);
    if (this.#first.length < KEPT_LINES) this.#first.push(line);
    if (UNHANDLED.test(line) && this.unhandled.length < KEPT_LINES) this.unhandled.push(line);
    if (level === "INFO" || level === "DEBUG") return;
    if (this.complaints.length >= KEPT_LINES) this.complaints.splice(KEPT_LINES / 2, 1);
    this.complaints.push(line);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

interface Ports {
  readonly port: number;
  readonly adminPort: number;
}

function portIn(line: string): number {
  return Number(/port=(\d+)/.exec(line)?.[1]);
}

function pathOf(relative: string): string {
  return decodeURIComponent(new URL(relative, ROOT).pathname);
}
