import { CLI } from "../cli/program.ts";
import { becomes } from "./_ops.ts";
import { freePort } from "./_serve_process.ts";
import { CALL_HANDLER, DIES_WITH_US } from "./_served.ts";

/** Options of {@linkcode DeafServer.start}. */
export interface DeafServerOptions {
  /** Behind the words `tipring serve`. */
  readonly args?: readonly string[];
  /** What a shell does first, e.g. `ulimit -n 300`. */
  readonly first?: string;
  /** What a shell redirects, e.g. `2>/dev/full`. By default nobody reads standard error. */
  readonly redirect?: string;
}

/** `tipring serve` in a process of its own, whose log nobody reads. */
export class DeafServer implements AsyncDisposable {
  readonly port: number = freePort();
  readonly adminPort: number = freePort();
  #child: Deno.ChildProcess;
  #ended = false;

  private constructor({ args = [], first = "true", redirect = "" }: DeafServerOptions) {
    const [setpriv = "", ...rest] = DIES_WITH_US;
    this.#child = new Deno.Command(setpriv, {
      args: [...rest, "sh", "-c", `${first}; exec "$@" ${redirect}`, "sh", Deno.execPath()].concat(
        ["run", "-A", "--no-check", CLI, "serve", "--port", `${this.port}`],
        ["--admin", `${this.adminPort}`, ...args, "--default", CALL_HANDLER],
      ),
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#child.status.then(() => this.#ended = true);
  }

  /** Starts it, and waits until it is ready. */
  static async start(options: DeafServerOptions = {}): Promise<DeafServer> {
    const server = new DeafServer(options);
    if (!await becomes(async () => await server.ask("/readyz") !== undefined, 20_000)) {
      throw new Error("The server did not become ready within 20 s");
    }
    return server;
  }

  /** Whether the process has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What the admin port answers; `undefined` if it does not. */
  async ask(path: string): Promise<string | undefined> {
    try {
      const signal = AbortSignal.timeout(5000);
      const response = await fetch(`http://127.0.0.1:${this.adminPort}${path}`, { signal });
      const text = await response.text();
      return response.ok ? text : undefined;
    } catch {
      return undefined;
    }
  }

  /** A figure of `/metrics`. */
  async metric(name: string): Promise<number> {
    const text = await this.ask("/metrics") ?? "";
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Reads all of its log that is still to come. */
  async readLog(): Promise<string> {
    return await new Response(this.#child.stderr).text();
  }

  /** How it ended, and after how many milliseconds. */
  async terminate(): Promise<{ code: number; took: number }> {
    const begun = performance.now();
    this.kill("SIGTERM");
    const { code } = await this.#child.status;
    return { code, took: performance.now() - begun };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.kill("SIGKILL");
    await this.#child.status;
    await this.#child.stderr.cancel().catch(() => {});
  }
}
