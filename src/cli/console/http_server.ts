import type { Log } from "../log/logging.ts";
import type { ListenAddress } from "../options/kinds.ts";

/** How long to wait before listening again, in milliseconds. */
const RETRY = 1000;

/** Options of {@linkcode HttpServer}. */
export interface HttpServerOptions {
  address: ListenAddress;
  log: Log;
  handle: (request: Request) => Response | Promise<Response>;
}

/**
 * An HTTP server that survives. `Deno.serve()` ends when it cannot accept because the process has too
 * many open files (Deno 2.9.6), so it is started again.
 */
export class HttpServer implements AsyncDisposable {
  /** Where it listens. */
  readonly addr: Deno.NetAddr;
  #options: HttpServerOptions;
  #server: Deno.HttpServer<Deno.NetAddr>;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free.
   */
  constructor(options: HttpServerOptions) {
    this.#options = options;
    const { hostname, port } = options.address;
    try {
      this.#server = this.#listen(port);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen on ${hostname}:${port} for --console: ${why}`, { cause });
    }
    this.addr = this.#server.addr;
  }

  /** Stops listening, and ends the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#server.shutdown().catch(() => {});
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    const { address: { hostname }, log, handle } = this.#options;
    const server = Deno.serve({
      hostname,
      port,
      onListen: () => {},
      onError: (error) => {
        log("error", "console request failed", { error: `${error}` });
        return new Response("see the log", { status: 500 });
      },
    }, handle);
    server.finished.catch((error) => {
      if (this.#closed) return;
      log("error", "console stopped listening, starting again", { error: `${error}` });
      this.#timer = setTimeout(() => this.#restart(), RETRY);
    });
    return server;
  }

  #restart(): void {
    try {
      this.#server = this.#listen(this.addr.port);
    } catch {
      // Still no descriptor is free.
      this.#timer = setTimeout(() => this.#restart(), RETRY);
    }
  }
}
