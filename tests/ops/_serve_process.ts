import { CLI } from "../cli/program.ts";

/** Where a server listens. */
export interface Ports {
  readonly port: number;
  readonly admin: number;
}

/** How a server is started. */
export interface ServeProcessOptions extends Ports {
  /** What its handlers get as the environment variable `SERVER`. */
  readonly name: string;
  /** The handler file of all calls. */
  readonly handler: string;
  readonly hostname?: string;
  readonly options?: readonly string[];
}

/** `tipring serve` in a process of its own. */
export class ServeProcess implements AsyncDisposable {
  /** How it ended. */
  readonly status: Promise<Deno.CommandStatus>;
  #child: Deno.ChildProcess;
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.status = child.status;
    this.status.then(() => this.#ended = true);
  }

  /** Starts it, and waits until it is ready for calls. */
  static async start(options: ServeProcessOptions): Promise<ServeProcess> {
    const { name, port, admin, handler, hostname = "127.0.0.1" } = options;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", CLI, "serve", "--default", handler, "--hostname", hostname],
        ...["--port", `${port}`, "--admin", `${hostname}:${admin}`, "--log-level", "error"],
        ...options.options ?? [],
      ],
      env: { SERVER: name },
    }).spawn();
    const started = new ServeProcess(child);
    while (!await isReady(hostname, admin)) {
      if (started.#ended) throw new Error(`Cannot start the server ${name}: it has ended`);
      await pause(20);
    }
    return started;
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.kill("SIGKILL");
    await this.status;
  }
}

/** Waits, in milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A port that nobody listens at. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function isReady(hostname: string, port: number): Promise<boolean> {
  try {
    const headers = { connection: "close" };
    const response = await fetch(`http://${hostname}:${port}/readyz`, { headers });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
