import type { CallBoard } from "./call_board.ts";
import type { CallRecord } from "./call_record.ts";
import type { CallReport, CountReport, DetailReport } from "../watch/call_report.ts";

/** What the board keeps of a call besides its record. */
interface Entry {
  readonly record: CallRecord;
  readonly route: string | undefined;
  /** When the server took it, in milliseconds since it began: the softphone's calls begin earlier. */
  readonly shift: number;
}

/** Takes what one process reports of its calls, for the board of the console. */
export class CallIntake {
  /** The clock of this process minus that of the other one, in milliseconds. */
  offset = 0;
  #board: CallBoard;
  #worker: number | undefined;
  /** Calls that are shown, by their numbers in their process. */
  #entries = new Map<number, Entry>();
  /** Calls in progress that are only counted, by route. */
  #counted = new Map<string | undefined, number>();

  /** `worker` is the number of the process if it is a worker. */
  constructor(board: CallBoard, worker?: number) {
    this.#board = board;
    this.#worker = worker;
  }

  /** The calls of the process that are in progress. */
  get inProgress(): number {
    return this.#counted.values().reduce((sum, count) => sum + count, this.#entries.size);
  }

  /** Takes a report. */
  take(report: CallReport): void {
    const board = this.#board;
    switch (report.type) {
      case "count":
        this.#count(report);
        return board.changed();
      case "listen":
        if (board.address === "") board.address = report.address;
        return board.changed();
      case "drain":
        // Others still accept calls when a worker drains.
        board.draining ||= this.#worker === undefined;
        return board.changed();
      case "handlers":
        board.handlers = report.handlers;
        return board.changed();
      case "start":
        return this.#start(report);
      case "piece":
        this.#entries.get(report.call)?.record.recording?.add(report.piece);
        return;
      case "step": {
        const { step, at } = report;
        board.counts.measure(step);
        const entry = this.#entries.get(report.call);
        if (entry === undefined) return;
        entry.record.add(step, entry.shift + at);
        return board.changed(entry.record);
      }
      case "end":
        return this.#end(report);
    }
  }

  /** Ends all calls that are in progress: their process is gone. */
  lose(): void {
    for (const { record, route } of this.#entries.values()) {
      record.add({ kind: "end", outcome: "lost", failure: undefined, pending: [] });
      record.finish("lost");
      this.#board.counts.end(route, "lost");
      this.#board.retire(record);
    }
    for (const [route, count] of this.#counted) this.#board.counts.end(route, "lost", count);
    this.#entries.clear();
    this.#counted.clear();
    this.#board.changed();
  }

  #start({ call, begun, since, fields, pieces }: Extract<DetailReport, { type: "start" }>): void {
    const board = this.#board;
    const { route, peer } = fields;
    board.counts.start(route);
    const expected = board.takeExpected(peer);
    // The softphone has counted it already.
    if (expected !== undefined) board.counts.inProgress--;
    const record = expected ??
      board.show({ fields, worker: this.#worker, begun: begun + this.offset, since });
    if (record === undefined) {
      this.#addCounted(route, 1);
      return board.changed();
    }
    if (expected !== undefined) record.know(fields);
    record.logId = call;
    if (pieces !== undefined) {
      record.recording = board.recording();
      for (const piece of pieces) record.recording.add(piece);
    }
    const shift = expected === undefined ? 0 : record.now;
    this.#entries.set(call, { record, route, shift });
    board.changed(record);
  }

  #end({ call, at, route, duration, step }: Extract<DetailReport, { type: "end" }>): void {
    const board = this.#board;
    board.counts.end(route, step.outcome);
    const entry = this.#entries.get(call);
    this.#entries.delete(call);
    if (entry === undefined) {
      this.#addCounted(route, -1);
      return board.changed();
    }
    entry.record.add(step, entry.shift + at);
    entry.record.finish(step.outcome, duration);
    board.retire(entry.record);
  }

  #count(report: CountReport): void {
    const { counts } = this.#board;
    const { by } = report;
    switch (report.of) {
      case "refused":
        return counts.refuse(report.reason, by);
      case "rejected":
        counts.rejected += by;
        return;
      case "accept-errors":
        counts.acceptErrors += by;
        return;
      case "missing":
        counts.missing += by;
        return;
      case "started":
        this.#addCounted(report.route, by);
        return counts.start(report.route, by);
      case "ended":
        this.#addCounted(report.route, -by);
        return counts.end(report.route, report.outcome, by);
    }
  }

  #addCounted(route: string | undefined, by: number): void {
    const count = (this.#counted.get(route) ?? 0) + by;
    // It is negative for a moment if those that ended are counted before those that started.
    if (count === 0) this.#counted.delete(route);
    else this.#counted.set(route, count);
  }
}
