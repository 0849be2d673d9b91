import { within } from "../../transport/within.ts";
import { timerDelay } from "../../transport/timer_delay.ts";
import type { WorkerCommand } from "./command.ts";
import { JsonLines } from "./json_lines.ts";
import { WorkerSocket } from "./worker_socket.ts";
import type { RouteCounts } from "./running_routes.ts";
import type { Order, Report, WorkerStats } from "./worker_link.ts";
import { environmentOf, type WorkerIdentity } from "./worker_identity.ts";

/** How long to wait for the last messages of a worker that has exited, in milliseconds. */
const LAST_MESSAGES_TIMEOUT = 1000;

/** How a worker ended. */
export interface WorkerEnd {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  /** How long it accepted calls, in milliseconds. */
  readonly up: number;
  /** The calls that were in progress, by route. */
  readonly routes: RouteCounts;
}

/** Options of {@linkcode WorkerProcess}. */
export interface WorkerOptions {
  command: WorkerCommand;
  identity: Omit<WorkerIdentity, "socket" | "reports">;
  /** The number of its slot, from 1. */
  slot: number;
  /** Maximum time until it must accept calls, in milliseconds. */
  readyTimeout: number;
  /** Gets the connection on which the worker reports to the console; without it there is none. */
  onReports?: ((conn: Deno.Conn) => void) | undefined;
}

/** A worker process, seen from its supervisor. */
export class WorkerProcess {
  readonly number: number;
  readonly slot: number;
  /** Resolves with its port when it accepts calls; rejects if it cannot, or takes too long. */
  readonly ready: Promise<number>;
  /** Resolves when the process has exited and its last messages are read. */
  readonly ended: Promise<WorkerEnd>;
  /** Resolves when it has stopped listening, so no new call can reach it. */
  readonly closed: Promise<void>;
  #child: Deno.ChildProcess;
  #channel: JsonLines<Report, Order> | undefined;
  #ready = Promise.withResolvers<number>();
  #closed = Promise.withResolvers<void>();
  #since: number | undefined;
  #routes: RouteCounts = {};
  #accepts = false;
  #gone = false;
  #stats: WorkerStats | undefined;
  #answer = Promise.withResolvers<boolean>();
  #deadline: ReturnType<typeof setTimeout> | undefined;

  /**
   * Starts it.
   *
   * @throws {Error} If there is no such program, or the socket cannot be created.
   */
  constructor({ command, identity, slot, readyTimeout, onReports }: WorkerOptions) {
    const [executable, ...args] = command;
    this.number = identity.number;
    this.slot = slot;
    using sockets = new DisposableStack();
    const socket = sockets.use(WorkerSocket.open());
    const reports = onReports && sockets.use(WorkerSocket.open());
    this.#child = new Deno.Command(executable, {
      args,
      env: environmentOf({ ...identity, socket: socket.path, reports: reports?.path }),
      stdin: "null",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
    // A worker that ends before it connects is not an error here.
    if (onReports !== undefined) reports?.accept().then(onReports, () => {});
    this.ended = this.#end(sockets.move(), this.#talk(socket));
    this.ready = this.#becomeReady(readyTimeout);
    this.closed = this.#closed.promise;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Whether it accepts calls. */
  get accepts(): boolean {
    return this.#accepts;
  }

  /** Whether it has accepted calls. */
  get started(): boolean {
    return this.#since !== undefined;
  }

  /** The stats that it sent last. */
  get stats(): WorkerStats | undefined {
    return this.#stats;
  }

  /** Asks for its stats. Returns whether it answered within `timeout` milliseconds. */
  async refresh(timeout: number): Promise<boolean> {
    if (this.#channel === undefined || this.#gone) return false;
    const answered = this.#answer.promise;
    this.#channel.send({ type: "stats" });
    return await within(answered, timeout) ?? false;
  }

  /**
   * Makes it accept no more calls; it is killed if it has not exited after `timeout` milliseconds.
   */
  drain(timeout: number): void {
    this.#accepts = false;
    this.#order({ type: "drain" }, timeout);
  }

  /** Makes it close its calls; it is killed if it has not exited after `timeout` milliseconds. */
  end(timeout: number): void {
    this.#order({ type: "end" }, timeout);
  }

  /** Kills it. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has exited.
    }
  }

  #order(order: Order, timeout: number): void {
    // A worker that has not connected yet cannot receive an order, and has no calls.
    if (this.#channel === undefined) return this.kill();
    this.#channel.send(order);
    this.#killAfter(timeout);
  }

  #killAfter(timeout: number): void {
    clearTimeout(this.#deadline);
    if (!this.#gone) this.#deadline = setTimeout(() => this.kill(), timerDelay(timeout));
  }

  async #becomeReady(timeout: number): Promise<number> {
    try {
      const port = await within(this.#ready.promise, timeout);
      if (port !== undefined) return port;
      throw new Error(`Worker ${this.number} did not accept calls within ${timeout / 1000} s`);
    } catch (error) {
      this.kill();
      throw error;
    }
  }

  async #talk(socket: WorkerSocket): Promise<void> {
    let conn: Deno.UnixConn;
    try {
      conn = await socket.accept();
    } catch {
      return; // It exited before it connected.
    }
    this.#channel = new JsonLines(conn);
    for await (const report of this.#channel.messages()) this.#take(report);
  }

  #take(report: Report): void {
    switch (report.type) {
      case "listening":
        this.#since = performance.now();
        this.#accepts = true;
        return this.#ready.resolve(report.port);
      case "failed":
        return this.#ready.reject(new Error(report.message));
      case "draining":
        this.#accepts = false;
        return this.#closed.resolve();
      case "running":
        this.#routes = report.routes;
        return;
      case "stats":
        this.#stats = report.stats;
        this.#answer.resolve(true);
        this.#answer = Promise.withResolvers();
    }
  }

  async #end(sockets: DisposableStack, talk: Promise<void>): Promise<WorkerEnd> {
    const { code, signal } = await this.#child.status;
    const up = this.#since === undefined ? 0 : performance.now() - this.#since;
    this.#gone = true;
    this.#accepts = false;
    this.#closed.resolve();
    this.#answer.resolve(false);
    clearTimeout(this.#deadline);
    sockets[Symbol.dispose]();
    await within(talk, LAST_MESSAGES_TIMEOUT);
    this.#channel?.close();
    const how = signal === null ? `exited with status ${code}` : `was killed by ${signal}`;
    this.#ready.reject(new Error(`Worker ${this.number} ${how} before it accepted calls`));
    return { code, signal, up, routes: this.#routes };
  }
}
