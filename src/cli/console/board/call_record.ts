import { type CallFields, MAX_NAME } from "../call_fields.ts";
import type { CallRecording } from "./call_recording.ts";
import { keptText } from "../kept_text.ts";
import { type MemoryUse, RECORD_BYTES } from "./memory_use.ts";
import type { CallSummary, Ending, StepBody } from "../messages.ts";
import { StepRing } from "./step_ring.ts";

/** Options of {@linkcode CallRecord}. */
export interface CallRecordOptions {
  /** Whether the softphone placed it. */
  phone: boolean;
  memory: MemoryUse;
  fields: CallFields;
  /** The worker that takes it; `undefined` without workers. */
  worker?: number | undefined;
  /** When it began, in milliseconds of the clock of this process; now by default. */
  begun?: number;
  /** When it began, in milliseconds since 1970; now by default. */
  since?: number;
}

/** One call in the console: what lists show of it, its last steps, and its bytes. */
export class CallRecord {
  /** Its number in the console. */
  readonly id: number;
  /** Whether the softphone placed it. */
  readonly phone: boolean;
  /** Its last steps. */
  readonly steps: StepRing;
  /** Its bytes; `undefined` until its connection is known. */
  recording: CallRecording | undefined;
  /** Counts the changes of all calls; the number of the last one of this call. */
  version = 0;
  /** Its number in the log; `undefined` for a call to another server. */
  logId: number | undefined;
  #worker: number | undefined;
  #memory: MemoryUse;
  #fields: CallFields;
  #begun: number;
  #since: number;
  #hungUp = false;
  #verb = "";
  #waiting: CallSummary["waiting"] = "handler";
  #waitingSince = 0;
  #end: CallSummary["end"];

  /** Starts a call. */
  constructor(id: number, options: CallRecordOptions) {
    const { phone, memory, fields, worker, begun, since } = options;
    this.id = id;
    this.phone = phone;
    this.steps = new StepRing(memory);
    this.#worker = worker;
    this.#memory = memory;
    this.#fields = fields;
    this.#begun = begun ?? performance.now();
    this.#since = since ?? Date.now();
    memory.add(RECORD_BYTES);
  }

  /** The time since the call began, in milliseconds. */
  get now(): number {
    return performance.now() - this.#begun;
  }

  /** How it ended; `undefined` while it is in progress. */
  get end(): CallSummary["end"] {
    return this.#end;
  }

  /** The pattern of its handler; `undefined` if it is not known. */
  get route(): string | undefined {
    return this.#fields.route;
  }

  /** Updates what is known of it. */
  know(fields: Partial<CallFields>): void {
    this.#fields = { ...this.#fields, ...fields };
  }

  /** Adds a step, by default one that happens now; `at` is in milliseconds since the call began. */
  add(body: StepBody, at: number = this.now): void {
    this.steps.add(body, at);
    if (body.kind === "command") {
      this.#verb = keptText(body.verb, MAX_NAME);
      this.#wait(body.waiting, at);
    } else if (body.kind === "reply") {
      this.#wait("handler", at);
    } else if (body.kind === "hangup") {
      this.#hungUp = true;
    }
  }

  /** Ends it. */
  finish(outcome: Ending, duration: number = this.now): void {
    this.#end ??= { outcome, duration };
  }

  /** What a list shows of it. */
  get summary(): CallSummary {
    return {
      ...this.#fields,
      id: this.id,
      worker: this.#worker,
      logId: this.logId,
      since: this.#since,
      phone: this.phone,
      hungUp: this.#hungUp,
      verb: this.#verb,
      waiting: this.#waiting,
      waitingSince: this.#waitingSince,
      steps: this.steps.count,
      end: this.#end,
    };
  }

  /** Forgets what it holds. */
  free(): void {
    this.steps.free();
    this.recording?.free();
    this.#memory.add(-RECORD_BYTES);
  }

  #wait(waiting: CallSummary["waiting"], at: number): void {
    this.#waiting = waiting;
    this.#waitingSince = Math.round(at);
  }
}
