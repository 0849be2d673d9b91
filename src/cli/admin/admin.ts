import { within } from "../../transport/within.ts";
import type { Insight } from "./server_stats.ts";
import type { Log } from "../log/logging.ts";

/** How long answers may take to be sent at the end, in milliseconds. */
const CLOSE_TIMEOUT = 500;

/** Where {@linkcode Admin} listens. */
export interface AdminAddress {
  /** An address of this machine; IPv6 without brackets. */
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/**
 * Lets an operator see in by HTTP: `/livez` and `/readyz` for a load balancer, `/metrics` for
 * Prometheus, `/calls` for people. Nothing can be changed by it.
 */
export class Admin implements AsyncDisposable {
  #server: Deno.HttpServer<Deno.NetAddr>;
  #insight: Insight;

  /**
   * Begins to listen.
   *
   * @throws {Error} If it cannot have the port.
   */
  constructor({ hostname, port }: AdminAddress, insight: Insight) {
    this.#insight = insight;
    try {
      this.#server = Deno.serve({
        hostname,
        port,
        onListen: () => {},
        handler: (request) => this.#answer(request),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen at ${hostname}:${port} for --admin: ${why}`, { cause });
    }
  }

  /** Makes one, and logs where it listens. */
  static open(address: AdminAddress, insight: Insight, log: Log): Admin {
    const opened = new Admin(address, insight);
    const { hostname, port } = opened.addr;
    log("info", "admin interface", { hostname, port });
    return opened;
  }

  /** Where it listens. */
  get addr(): Deno.NetAddr {
    return this.#server.addr;
  }

  /** Stops listening; answers that somebody does not take are not waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    await within(this.#server.shutdown(), CLOSE_TIMEOUT);
  }

  async #answer({ method, url }: Request): Promise<Response> {
    if (method !== "GET" && method !== "HEAD") {
      return plain(405, "only GET and HEAD", { allow: "GET, HEAD" });
    }
    switch (URL.parse(url)?.pathname) {
      case undefined: // Whoever asks chooses the Host header.
        return plain(400, "cannot read the address that is asked for");
      case "/livez":
        return plain(200, "alive");
      case "/readyz":
        return this.#insight.ready() ? plain(200, "ready") : plain(503, "send no calls");
      case "/metrics":
        return answer(200, await this.#insight.metrics(), this.#insight.contentType);
      case "/calls":
        return answer(200, `${JSON.stringify(await this.#insight.calls())}\n`, "application/json");
      default:
        return plain(404, "there are /livez, /readyz, /metrics and /calls");
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
      // What a caller's address holds must not become a page.
      "x-content-type-options": "nosniff",
    },
  });
}
