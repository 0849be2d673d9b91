import { limitRepeats } from "../log/limit_repeats.ts";
import type { Log } from "../log/logging.ts";
import { LimitedListener, type Stay } from "../http/limited_listener.ts";
import type { CallListing } from "./call_list.ts";
import { type HttpRequest, readRequest } from "../http/http_request.ts";
import { sendResponse } from "../http/http_response.ts";
import type { Stats } from "./server_stats.ts";
import { SharedResult } from "./shared_result.ts";

/** Where {@linkcode Admin} listens. */
export interface AdminAddress {
  /** An address of this machine; IPv6 without brackets. */
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** The least time between two computations of `/metrics`, and of `/calls`, in milliseconds. */
const METRICS_INTERVAL = 1000;
const CALLS_INTERVAL = 100;

/**
 * Shows the state of the program by HTTP: `/livez` and `/readyz` for a load balancer, `/metrics`
 * for Prometheus, `/calls` for people. It is read-only. `/metrics` and `/calls` are computed at
 * intervals and shared by all clients.
 */
export class Admin implements AsyncDisposable {
  #listener: LimitedListener;
  #stats: Stats;
  #metrics: SharedResult<string>;
  #calls: SharedResult<CallListing>;

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free.
   */
  constructor({ hostname, port }: AdminAddress, stats: Stats, log: Log) {
    this.#stats = stats;
    this.#metrics = new SharedResult(() => stats.metrics(), METRICS_INTERVAL);
    this.#calls = new SharedResult(() => stats.calls(), CALLS_INTERVAL);
    const limited = limitRepeats(log);
    try {
      this.#listener = new LimitedListener({
        hostname,
        port,
        serve: (conn, stay) => this.#serve(conn, stay),
        onError: (error) =>
          limited("error", "cannot accept a connection for --admin", { error: `${error}` }),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen on ${hostname}:${port} for --admin: ${why}`, { cause });
    }
  }

  /** Starts the admin interface, and logs where it listens. */
  static open(address: AdminAddress, stats: Stats, log: Log): Admin {
    const opened = new Admin(address, stats, log);
    const { hostname, port } = opened.addr;
    log("info", "admin interface", { hostname, port });
    return opened;
  }

  /** Where it listens. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr;
  }

  /** Stops listening, without waiting for clients that do not read their responses. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener.close();
  }

  async #serve(conn: Deno.TcpConn, stay: Stay): Promise<void> {
    const request = await readRequest(conn);
    stay.keepPlace();
    const response = request === undefined
      ? plain(400, "only HTTP/1.1")
      : await this.#answer(request).catch(() => plain(500, "see the log"));
    await sendResponse(conn, { response, method: request?.method ?? "GET" });
  }

  async #answer({ method, path }: HttpRequest): Promise<Response> {
    if (method !== "GET" && method !== "HEAD") {
      return plain(405, "only GET and HEAD", { allow: "GET, HEAD" });
    }
    switch (path) {
      case "/livez":
        return plain(200, "alive");
      case "/readyz":
        return this.#stats.ready() ? plain(200, "ready") : plain(503, "not ready");
      case "/metrics":
        return respond(await this.#metrics.get(), { "content-type": this.#stats.contentType });
      case "/calls":
        return respond(`${JSON.stringify(await this.#calls.get())}\n`, {
          "content-type": "application/json",
        });
      default:
        return plain(404, "not found; try /livez, /readyz, /metrics or /calls");
    }
  }
}

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  const type = { "content-type": "text/plain; charset=utf-8" };
  return respond(`${text}\n`, { ...type, ...headers }, status);
}

function respond(body: string, headers: Record<string, string>, status = 200): Response {
  return new Response(body, {
    status,
    headers: {
      "cache-control": "no-store",
      // What a caller's address holds must not become a page.
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}
