import { within } from "../../transport/within.ts";
import { timerDelay } from "../../transport/timer_delay.ts";
import type { Command } from "./command.ts";
import { JsonLines } from "./json_lines.ts";
import { MeetingPoint } from "./meeting_point.ts";
import type { Figures, Order, Report } from "./messages.ts";
import { environmentOf, type WorkerPlace } from "./place.ts";

/** How long a worker may take from its end to be seen as ended, in milliseconds. */
const LAST_WORDS_TIMEOUT = 1000;

/** How a worker ended. */
export interface WorkerEnd {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  /** How long it accepted calls, in milliseconds. */
  readonly up: number;
}

/** Options of {@linkcode WorkerProcess}. */
export interface WorkerOptions {
  command: Command;
  place: Omit<WorkerPlace, "socket">;
  /** The number of its slot, from 1. */
  slot: number;
  /** How many milliseconds it may take until it accepts calls. */
  readyTimeout: number;
}

/** A worker, as its supervisor sees it. */
export class WorkerProcess {
  readonly number: number;
  readonly slot: number;
  /** Resolves with its port when it accepts calls; rejects if it cannot, or takes too long. */
  readonly ready: Promise<number>;
  /** Resolves when the process is gone, and its last words are read. */
  readonly ended: Promise<WorkerEnd>;
  /** Resolves when it listens no more, and so no call can come to it. */
  readonly closed: Promise<void>;
  #child: Deno.ChildProcess;
  #channel: JsonLines<Report, Order> | undefined;
  #ready = Promise.withResolvers<number>();
  #closed = Promise.withResolvers<void>();
  #since: number | undefined;
  #accepts = false;
  #gone = false;
  #figures: Figures | undefined;
  #answer = Promise.withResolvers<boolean>();
  #deadline: ReturnType<typeof setTimeout> | undefined;

  /**
   * Starts it.
   *
   * @throws {Error} If there is no such program, or no place for a socket.
   */
  constructor({ command: [executable, ...args], place, slot, readyTimeout }: WorkerOptions) {
    this.number = place.number;
    this.slot = slot;
    const meetingPoint = MeetingPoint.open();
    const command = new Deno.Command(executable, {
      args,
      env: environmentOf({ ...place, socket: meetingPoint.socket }),
      stdin: "null",
      stdout: "inherit",
      stderr: "inherit",
    });
    try {
      this.#child = command.spawn();
    } catch (error) {
      meetingPoint[Symbol.dispose]();
      throw error;
    }
    this.ended = this.#end(meetingPoint, this.#talk(meetingPoint));
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

  /** What it told last. */
  get figures(): Figures | undefined {
    return this.#figures;
  }

  /** Asks for its figures. Returns whether it answered within so many milliseconds. */
  async refresh(timeout: number): Promise<boolean> {
    if (this.#channel === undefined || this.#gone) return false;
    const answered = this.#answer.promise;
    this.#channel.send({ type: "figures" });
    return await within(answered, timeout) ?? false;
  }

  /** Lets it accept no more calls; if it has not ended after so many milliseconds, it is killed. */
  drain(timeout: number): void {
    this.#accepts = false;
    this.#order({ type: "drain" }, timeout);
  }

  /** Makes it close its calls; if it has not ended after so many milliseconds, it is killed. */
  end(timeout: number): void {
    this.#order({ type: "end" }, timeout);
  }

  /** Ends it at once. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }

  #order(order: Order, timeout: number): void {
    // One that has not come yet hears nothing, and has no calls.
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
      throw new Error(`Worker ${this.number} accepts no calls after ${timeout / 1000} seconds`);
    } catch (error) {
      this.kill();
      throw error;
    }
  }

  async #talk(meetingPoint: MeetingPoint): Promise<void> {
    let conn: Deno.UnixConn;
    try {
      conn = await meetingPoint.accept();
    } catch {
      return; // It ended before it came.
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
      case "figures":
        this.#figures = report.figures;
        this.#answer.resolve(true);
        this.#answer = Promise.withResolvers();
    }
  }

  async #end(meetingPoint: MeetingPoint, talk: Promise<void>): Promise<WorkerEnd> {
    const { code, signal } = await this.#child.status;
    const up = this.#since === undefined ? 0 : performance.now() - this.#since;
    this.#gone = true;
    this.#accepts = false;
    this.#closed.resolve();
    this.#answer.resolve(false);
    clearTimeout(this.#deadline);
    meetingPoint[Symbol.dispose]();
    await within(talk, LAST_WORDS_TIMEOUT);
    this.#channel?.close();
    const how = signal === null ? `with status ${code}` : `by ${signal}`;
    this.#ready.reject(new Error(`Worker ${this.number} ended ${how} before it accepted calls`));
    return { code, signal, up };
  }
}
