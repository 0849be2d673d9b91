import type { AgiEvent } from "../../events.ts";
import type { ShutdownOptions } from "../../server/server.ts";
import { within } from "../../transport/within.ts";
import { ServerInsight } from "../admin/server_stats.ts";
import type { Log } from "../log/logging.ts";
import { JsonLines } from "./json_lines.ts";
import type { Order, Report } from "./messages.ts";
import type { WorkerPlace } from "./place.ts";

/** How long the last words may take to be sent, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** A worker's side of the connection with its supervisor. */
export class WorkerLink implements AsyncDisposable {
  /** What the supervisor asks for. */
  readonly insight: ServerInsight = new ServerInsight();
  #channel: JsonLines<Order, Report>;
  #closed = false;

  private constructor(conn: Deno.Conn) {
    this.#channel = new JsonLines(conn);
  }

  /** Connects. */
  static async join({ socket }: WorkerPlace): Promise<WorkerLink> {
    return new WorkerLink(await Deno.connect({ transport: "unix", path: socket }));
  }

  /** Takes an event of the server. */
  watch(event: AgiEvent): void {
    if (event.type === "listen") this.#send({ type: "listening", port: event.addr.port });
    if (event.type === "drain") this.#send({ type: "draining" });
  }

  /** Tells why it cannot begin. */
  async fail(message: string): Promise<void> {
    await within(this.#send({ type: "failed", message }), CLOSE_TIMEOUT);
  }

  /**
   * Does what the supervisor says. Where that one is gone, calls go on up to the drain timeout.
   *
   * @param shutdown Called for each order to end.
   */
  async obey(shutdown: (options?: ShutdownOptions) => void, log: Log): Promise<void> {
    for await (const { type } of this.#channel.messages()) {
      if (type === "drain") shutdown();
      else if (type === "end") shutdown({ timeout: 0 });
      else await this.#sendFigures();
    }
    if (this.#closed) return;
    log("error", "the supervisor is gone");
    shutdown();
  }

  /** Tells the last figures, and disconnects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await within(this.#sendFigures(), CLOSE_TIMEOUT);
    this.#closed = true;
    this.#channel.close();
  }

  async #sendFigures(): Promise<void> {
    const metrics = await this.insight.counts.data();
    await this.#send({ type: "figures", figures: { metrics, calls: await this.insight.calls() } });
  }

  #send(report: Report): Promise<void> {
    return this.#channel.send(report);
  }
}
