import { within } from "../../transport/within.ts";
import type { Stats } from "./server_stats.ts";
import type { Log } from "../log/logging.ts";

/** How long sending the last responses may take at the end, in milliseconds. */
const CLOSE_TIMEOUT = 500;

/** Where {@linkcode Admin} listens. */
export interface AdminAddress {
  /** An address of this machine; IPv6 without brackets. */
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/**
 * Shows the state of the program by HTTP: `/livez` and `/readyz` for a load balancer, `/metrics` for
 * Prometheus, `/calls` for people. It is read-only.
 */
export class Admin implements AsyncDisposable {
  #server: Deno.HttpServer<Deno.NetAddr>;
  #stats: Stats;

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free.
   */
  constructor({ hostname, port }: AdminAddress, stats: Stats) {
    this.#stats = stats;
    try {
      this.#server = Deno.serve({
        hostname,
        port,
        onListen: () => {},
        handler: (request) => this.#answer(request),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen on ${hostname}:${port} for --admin: ${why}`, { cause });
    }
  }

  /** Starts the admin interface, and logs where it listens. */
  static open(address: AdminAddress, stats: Stats, log: Log): Admin {
    const opened = new Admin(address, stats);
    const { hostname, port } = opened.addr;
    log("info", "admin interface", { hostname, port });
    return opened;
  }

  /** Where it listens. */
  get addr(): Deno.NetAddr {
    return this.#server.addr;
  }

  /** Stops listening, without waiting for clients that do not read their responses. */
  async [Symbol.asyncDispose](): Promise<void> {
    await within(this.#server.shutdown(), CLOSE_TIMEOUT);
  }

  async #answer({ method, url }: Request): Promise<Response> {
    if (method !== "GET" && method !== "HEAD") {
      return plain(405, "only GET and HEAD", { allow: "GET, HEAD" });
    }
    switch (URL.parse(url)?.pathname) {
      case undefined: // The client chooses the Host header.
        return plain(400, "bad request URL");
      case "/livez":
        return plain(200, "alive");
      case "/readyz":
        return this.#stats.ready() ? plain(200, "ready") : plain(503, "not ready");
      case "/metrics":
        return answer(200, await this.#stats.metrics(), this.#stats.contentType);
      case "/calls":
        return answer(200, `${JSON.stringify(await this.#stats.calls())}\n`, "application/json");
      default:
        return plain(404, "not found; try /livez, /readyz, /metrics or /calls");
    }
  }
}

function plain(status: number, text: string, headers: HeadersInit = {}): Response {
  return answer(status, `${text}\n`, "text/plain; charset=utf-8", headers);
}

function answer(status: number, body: string, type: string, headers: HeadersInit = {}): Response {
  return new Response(body, {
    status,
    headers: {
      ...headers,
      "content-type": type,
      "cache-control": "no-store",
      // Text that came from a caller must not become a page.
      "x-content-type-options": "nosniff",
    },
  });
}
