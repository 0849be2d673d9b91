import type { CallReport, CountReport, DetailReport } from "../console/watch/call_report.ts";
import { CUT } from "../console/watch/call_tape.ts";
import { stepBytes } from "../console/board/step_ring.ts";
import { within } from "../../transport/within.ts";
import type { JsonLines } from "./json_lines.ts";

/** The least time between two batches, in milliseconds. */
const INTERVAL = 10;

/** How much waits to be sent before steps and bytes are dropped, in bytes, as an estimate. */
const MAX_DETAILS = 512 * 1024;

/** How much waits before new calls are only counted. */
const MAX_STARTS = 1024 * 1024;

/** An estimate of the bytes of a report without its texts, and of the beginning of a call. */
const REPORT_BYTES = 100;
const START_BYTES = 500;

/** How long the last batch may take to be sent, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** Reports of a worker, and when they are sent, in milliseconds of its clock. */
export interface ReportBatch {
  readonly now: number;
  readonly reports: readonly CallReport[];
}

/** A call whose beginning was reported, and that has not ended. */
interface ShownCall {
  /** Steps that were dropped since the last one that was reported. */
  missing: number;
  /** Whether bytes were dropped. */
  isCut: boolean;
}

/**
 * Sends the reports of a worker to its supervisor, in batches. Nothing waits for a supervisor that
 * receives slowly: details are dropped, and then calls are only counted. The first report after a
 * pause is sent at once: the handler of a call may end the process.
 */
export class ReportSender implements AsyncDisposable {
  #channel: Pick<JsonLines<never, ReportBatch>, "send" | "close">;
  #queue: CallReport[] = [];
  #bytes = 0;
  /** Counts that wait, by what they count. */
  #sums = new Map<string, CountReport>();
  #shown = new Map<number, ShownCall>();
  #sent: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ending = false;

  /** Sends on a connection, which it closes at its end. */
  constructor(channel: Pick<JsonLines<never, ReportBatch>, "send" | "close">) {
    this.#channel = channel;
  }

  /** Sends a report, or drops it. */
  send(report: CallReport): void {
    switch (report.type) {
      case "start":
        this.#start(report);
        break;
      case "step":
        this.#step(report);
        break;
      case "piece":
        this.#piece(report);
        break;
      case "end":
        this.#end(report);
        break;
      case "count":
        this.#count(report);
        break;
      default:
        this.#push(report, REPORT_BYTES);
    }
    if (this.#timer === undefined && this.#sent === undefined) this.#flush();
  }

  /** Sends what waits, and disconnects. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#timer);
    await within(this.#sendRest(), CLOSE_TIMEOUT);
    this.#channel.close();
  }

  async #sendRest(): Promise<void> {
    await this.#sent;
    this.#flush();
    await this.#sent;
  }

  #start(report: Extract<DetailReport, { type: "start" }>): void {
    if (this.#bytes >= MAX_STARTS) {
      return this.#count({ type: "count", of: "started", route: report.fields.route, by: 1 });
    }
    this.#shown.set(report.call, { missing: 0, isCut: false });
    const bytes = report.pieces?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    this.#push(report, START_BYTES + bytes);
  }

  #step(report: Extract<DetailReport, { type: "step" }>): void {
    const shown = this.#shown.get(report.call);
    if (shown === undefined) return;
    if (this.#bytes >= MAX_DETAILS) {
      shown.missing++;
      return this.#count({ type: "count", of: "missing", by: 1 });
    }
    this.#noteMissing(report, shown);
    this.#push(report, REPORT_BYTES + stepBytes(report.step));
  }

  #piece(report: Extract<DetailReport, { type: "piece" }>): void {
    const shown = this.#shown.get(report.call);
    if (shown === undefined || shown.isCut) return;
    if (this.#bytes < MAX_DETAILS) {
      return this.#push(report, REPORT_BYTES + report.piece.text.length);
    }
    shown.isCut = true;
    const { call, piece: { at } } = report;
    this.#push({ type: "piece", call, piece: { kind: "note", at, text: CUT } }, REPORT_BYTES);
  }

  #end(report: Extract<DetailReport, { type: "end" }>): void {
    const { call, route, step } = report;
    const shown = this.#shown.get(call);
    this.#shown.delete(call);
    if (shown === undefined) {
      return this.#count({ type: "count", of: "ended", route, outcome: step.outcome, by: 1 });
    }
    this.#noteMissing(report, shown);
    if (this.#bytes < MAX_DETAILS) this.#push(report, REPORT_BYTES + stepBytes(step));
    else this.#push({ ...report, step: { ...step, failure: undefined } }, REPORT_BYTES);
  }

  /** Says in a call where its steps were dropped. */
  #noteMissing({ call, at }: { call: number; at: number }, shown: ShownCall): void {
    if (shown.missing === 0) return;
    const text = `${shown.missing} steps are missing: the supervisor received too slowly`;
    shown.missing = 0;
    this.#push({ type: "step", call, at, step: { kind: "note", text } }, REPORT_BYTES);
  }

  #push(report: CallReport, bytes: number): void {
    this.#queue.push(report);
    this.#bytes += bytes;
  }

  #count(report: CountReport): void {
    const { type: _, by, ...what } = report;
    const key = Object.values(what).join("\n");
    const sum = this.#sums.get(key)?.by ?? 0;
    this.#sums.set(key, { ...report, by: sum + by });
  }

  #flush(): void {
    const reports = [...this.#queue, ...this.#sums.values()];
    if (reports.length === 0) return;
    this.#queue = [];
    this.#sums.clear();
    this.#bytes = 0;
    this.#sent = this.#channel.send({ now: performance.now(), reports }).then(() => {
      this.#sent = undefined;
      if (this.#ending) return;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#flush();
      }, INTERVAL);
    });
  }
}
