import { BoardCounts } from "./board_counts.ts";
import { keptFields } from "../call_fields.ts";
import { CallRecord, type CallRecordOptions } from "./call_record.ts";
import { CallRecording } from "./call_recording.ts";
import { MemoryUse } from "./memory_use.ts";
import type { Ending, HandlerInfo } from "../messages.ts";

/** How many calls that have ended are kept. */
const MAX_ENDED = 100;

/** Maximum number of calls in progress that are kept; others are only counted. */
const MAX_IN_PROGRESS = 5000;

/** Options of {@linkcode CallBoard}. */
export interface CallBoardOptions {
  /** Whether to mask what callers enter in recordings. */
  maskDigits: boolean;
}

/**
 * Keeps what the console shows: the calls in progress, the last hundred that ended, and counts. What
 * it keeps is bounded, and whatever does not fit is only counted.
 */
export class CallBoard {
  /** Counts the changes of all calls and counts. */
  version = 0;
  /** Called after each change. */
  onChange: (() => void) | undefined;
  /** Where the server listens; `""` before it does. */
  address = "";
  /** Whether the server accepts no more calls. */
  draining = false;
  /** The handlers that were loaded last. */
  handlers: readonly HandlerInfo[] = [];
  readonly counts: BoardCounts = new BoardCounts();
  readonly #maskDigits: boolean;
  readonly #memory = new MemoryUse();
  readonly #records = new Map<number, CallRecord>();
  /** Calls of the softphone that have not arrived at the server, by their addresses. */
  readonly #expected = new Map<string, CallRecord>();
  readonly #endedIds: number[] = [];
  #lastId = 0;

  constructor({ maskDigits }: CallBoardOptions) {
    this.#maskDigits = maskDigits;
  }

  /** All calls that are kept, oldest first. */
  get records(): Iterable<CallRecord> {
    return this.#records.values();
  }

  /** Calls in progress, also those that are only counted. */
  get inProgress(): number {
    return this.counts.inProgress;
  }

  /** Calls in progress that are only counted. */
  get notShown(): number {
    return Math.max(0, this.inProgress - this.#live);
  }

  /** What the console keeps of all calls, in bytes, as an estimate. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  get #live(): number {
    return this.#records.size - this.#endedIds.length;
  }

  /** Returns a call of the board. */
  record(id: number): CallRecord | undefined {
    return this.#records.get(id);
  }

  /** Starts a call of the softphone. */
  begin(fields: { script: string; callerId: string; callerName: string }): CallRecord {
    const record = this.#keep({
      phone: true,
      fields: { channel: "", peer: "", route: undefined, ...fields },
    });
    this.counts.inProgress++;
    this.changed(record);
    return record;
  }

  /** Makes the next call from an address a call of the softphone. */
  expect(peer: string, record: CallRecord): void {
    this.#expected.set(peer, record);
  }

  /** Returns the call of the softphone that comes from an address, once. */
  takeExpected(peer: string): CallRecord | undefined {
    const record = this.#expected.get(peer);
    this.#expected.delete(peer);
    return record;
  }

  /** Starts a call of Asterisk; `undefined` if there are too many to be shown. */
  show(options: Omit<CallRecordOptions, "memory" | "phone">): CallRecord | undefined {
    return this.#live >= MAX_IN_PROGRESS ? undefined : this.#keep({ ...options, phone: false });
  }

  /** Adds a step that happens now to a call. */
  add(record: CallRecord, step: Parameters<CallRecord["add"]>[0]): void {
    record.add(step);
    this.changed(record);
  }

  /** Reports the end of a call of the softphone; the server may have reported it already. */
  finish(record: CallRecord, outcome: Ending): void {
    if (record.end !== undefined) return;
    record.add({ kind: "end", outcome, failure: undefined, pending: [] });
    record.finish(outcome);
    this.counts.inProgress--;
    this.counts.ended++;
    for (const [peer, expected] of this.#expected) {
      if (expected === record) this.#expected.delete(peer);
    }
    this.retire(record);
  }

  /** Makes a recording that counts against the memory of the board. */
  recording(): CallRecording {
    return new CallRecording({ memory: this.#memory, maskDigits: this.#maskDigits });
  }

  /** Moves a call to those that have ended, and forgets the oldest of them. */
  retire(record: CallRecord): void {
    this.#endedIds.push(record.id);
    if (this.#endedIds.length > MAX_ENDED) {
      const oldest = this.#endedIds.shift() ?? 0;
      this.#records.get(oldest)?.free();
      this.#records.delete(oldest);
    }
    this.changed(record);
  }

  /** Reports a change, of a call or of something else. */
  changed(record?: CallRecord): void {
    this.version++;
    if (record !== undefined) record.version = this.version;
    this.onChange?.();
  }

  #keep(options: Omit<CallRecordOptions, "memory">): CallRecord {
    const fields = keptFields(options.fields);
    const record = new CallRecord(++this.#lastId, { ...options, fields, memory: this.#memory });
    this.#records.set(record.id, record);
    return record;
  }
}
