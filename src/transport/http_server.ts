import { within } from "./within.ts";

/** How long to wait before listening again, in milliseconds. */
const RETRY = 1000;

/** How long the connections may take to end, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** Options of {@linkcode HttpServer}. */
export interface HttpServerOptions {
  readonly hostname: string;
  /** The port; 0 for any that is free. */
  readonly port: number;
  readonly handle: (request: Request) => Response | Promise<Response>;
  /** Called with what `handle` throws; the response then has status 500. */
  readonly onError?: (error: unknown) => void;
  /** Called when it has stopped listening, and will start again. */
  readonly onStop?: (error: unknown) => void;
}

/**
 * An HTTP server that survives. `Deno.serve()` ends when it cannot accept because the process has too
 * many open files (Deno 2.9.6), and would end the process as well. So it is started again.
 */
export class HttpServer implements AsyncDisposable {
  /** Where it listens. */
  readonly addr: Deno.NetAddr;
  #options: HttpServerOptions;
  #server: Deno.HttpServer<Deno.NetAddr>;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the server that listens now. */
  #abort = new AbortController();

  /**
   * Starts to listen.
   *
   * @throws {Deno.errors.AddrInUse} If the port is not free.
   */
  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = this.#listen(options.port);
    this.addr = this.#server.addr;
  }

  /** Stops listening, and ends the connections, also those whose requests never end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    // A shutdown would wait for requests whose rest never comes.
    this.#abort.abort();
    await within(this.#server.finished.catch(() => {}), CLOSE_TIMEOUT);
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    const { hostname, handle, onError, onStop } = this.#options;
    this.#abort = new AbortController();
    const server = Deno.serve({
      hostname,
      port,
      signal: this.#abort.signal,
      onListen: () => {},
      onError: (error) => {
        onError?.(error);
        return new Response(null, { status: 500 });
      },
    }, handle);
    server.finished.catch((error) => {
      if (this.#closed) return;
      onStop?.(error);
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
