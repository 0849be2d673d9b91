import type { AgiEvent, CallEvent, CallInfo, RefusedEvent } from "../../events.ts";
import type { Duplex } from "../../transport/duplex.ts";
import { paceOf } from "../../protocol/verbs.ts";
import { CallRecord } from "./call_record.ts";
import { CallRecording } from "./call_recording.ts";
import type { FailureReader } from "./failure_reader.ts";
import { LatencyWindow } from "./latency_window.ts";
import { MemoryUse } from "./memory_use.ts";
import type { Ending, RouteCounts } from "./messages.ts";
import { StepMaker } from "./step_of.ts";

/** How many calls that have ended are kept. */
const MAX_ENDED = 100;

/** Maximum number of calls in progress that are kept; others are only counted. */
const MAX_IN_PROGRESS = 5000;

/** Maximum number of connections recorded before they become calls. */
const MAX_OPENING = 1000;

/** Maximum number of routes counted; the calls of others count together. */
const MAX_ROUTES = 200;

const OTHER_ROUTES = "others";
const NO_ROUTE = "no handler";

/** Options of {@linkcode CallBoard}. */
export interface CallBoardOptions {
  /** Whether to mask what callers enter. */
  maskDigits: boolean;
  failures: FailureReader;
}

/** What the board keeps of a call besides its record. */
interface Entry {
  readonly record: CallRecord;
  readonly steps: StepMaker;
}

/**
 * Keeps what the console shows: the calls in progress, the last hundred that ended, and counts. It
 * observes a server and must never harm it: what it keeps is bounded, and whatever does not fit is
 * only counted.
 */
export class CallBoard {
  /** Counts the changes of all calls and counts. */
  version = 0;
  /** Called after each change, with the call that changed if it was one. */
  onChange: ((record: CallRecord | undefined) => void) | undefined;
  /** Where the server listens; `""` before it does. */
  address = "";
  /** Whether the server accepts no more calls. */
  draining = false;
  readonly refused: Partial<Record<RefusedEvent["reason"], number>> = {};
  rejected = 0;
  acceptErrors = 0;
  ended = 0;
  readonly latency: LatencyWindow = new LatencyWindow();
  readonly #options: CallBoardOptions;
  readonly #memory = new MemoryUse();
  readonly #records = new Map<number, CallRecord>();
  /** Calls of the server, by their numbers there. */
  readonly #entries = new Map<number, Entry>();
  /** Recordings of connections that are not calls yet, by their numbers. */
  readonly #opening = new Map<number, CallRecording>();
  /** Calls of the softphone that have not arrived at the server, by their addresses. */
  readonly #expected = new Map<string, CallRecord>();
  readonly #endedIds: number[] = [];
  readonly #routes = new Map<string, { inProgress: number; outcomes: Record<string, number> }>();
  #inProgress = 0;
  #lastId = 0;

  constructor(options: CallBoardOptions) {
    this.#options = options;
  }

  /** All calls that are kept, oldest first. */
  get records(): Iterable<CallRecord> {
    return this.#records.values();
  }

  /** Calls in progress. */
  get inProgress(): number {
    return this.#inProgress;
  }

  /** Calls in progress that are only counted. */
  get notShown(): number {
    return Math.max(0, this.#inProgress - (this.#records.size - this.#endedIds.length));
  }

  /** Calls by route. */
  get routes(): RouteCounts[] {
    return Array.from(this.#routes, ([route, counts]) => ({ route, ...counts }));
  }

  /** Returns a call of the board. */
  record(id: number): CallRecord | undefined {
    return this.#records.get(id);
  }

  /** Starts a call of the softphone. */
  begin(fields: { script: string; callerId: string; callerName: string }): CallRecord {
    const record = this.#keep(true, { channel: "", peer: "", route: undefined, ...fields });
    this.#inProgress++;
    this.#changed(record);
    return record;
  }

  /** Makes the next call from an address a call of the softphone. */
  expect(peer: string, record: CallRecord): void {
    this.#expected.set(peer, record);
  }

  /** Adds a step to a call. */
  add(record: CallRecord, step: Parameters<CallRecord["add"]>[0]): void {
    record.add(step);
    this.#changed(record);
  }

  /** Adds a step for something that the handler of a call wrote. */
  log(call: CallInfo, level: string, text: string): void {
    const entry = this.#entries.get(call.id);
    if (entry !== undefined) this.add(entry.record, entry.steps.log(level, text));
  }

  /** Reports the end of a call of the softphone; the server may have reported it already. */
  finish(record: CallRecord, outcome: Ending): void {
    if (record.end !== undefined) return;
    record.add({ kind: "end", outcome, failure: undefined, pending: [] });
    record.finish(outcome);
    this.#inProgress--;
    this.ended++;
    for (const [peer, expected] of this.#expected) {
      if (expected === record) this.#expected.delete(peer);
    }
    this.#retire(record);
  }

  /** Makes a recording that counts against the memory of the board. */
  recording(): CallRecording {
    return new CallRecording({ memory: this.#memory, maskDigits: this.#options.maskDigits });
  }

  /** Reports a change that is not one of a call. */
  changed(): void {
    this.#changed(undefined);
  }

  /** Records a connection; see `tap` of the server's options. */
  readonly tap = (duplex: Duplex, { id }: Pick<CallInfo, "id">): Duplex => {
    if (this.#opening.size >= MAX_OPENING || this.#entries.size >= MAX_IN_PROGRESS) return duplex;
    const recording = this.recording();
    this.#opening.set(id, recording);
    return recording.tap(duplex, () => {
      if (this.#opening.delete(id)) recording.free();
    });
  };

  /** Takes an event of the server. */
  readonly watch = (event: AgiEvent): void => {
    switch (event.type) {
      case "listen": {
        const { hostname, port } = event.addr;
        this.address = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
        return this.#changed(undefined);
      }
      case "drain":
        this.draining = true;
        return this.#changed(undefined);
      case "accept-error":
        this.acceptErrors++;
        return this.#changed(undefined);
      default:
        return this.#watchCall(event);
    }
  };

  #watchCall(event: CallEvent): void {
    const { call } = event;
    switch (event.type) {
      case "refused":
        this.refused[event.reason] = (this.refused[event.reason] ?? 0) + 1;
        return this.#changed(undefined);
      case "rejected":
        this.rejected++;
        return this.#changed(undefined);
      case "call-start":
        return this.#start(call, event.route);
      case "unhandled-rejection": {
        const why = event.error instanceof Error ? event.error.message : `${event.error}`;
        return this.log(call, "error", `unhandled promise rejection: ${why}`);
      }
      case "call-end": {
        const entry = this.#entries.get(call.id);
        this.#entries.delete(call.id);
        this.#inProgress--;
        this.ended++;
        const counts = this.#countsOf(event.route);
        counts.inProgress--;
        counts.outcomes[event.outcome] = (counts.outcomes[event.outcome] ?? 0) + 1;
        if (entry === undefined) return this.#changed(undefined);
        entry.record.add(entry.steps.end(event));
        entry.record.finish(event.outcome, event.duration);
        return this.#retire(entry.record);
      }
      default: {
        if (event.type === "reply" && paceOf(event.verb) === "quick") {
          this.latency.add(event.duration);
        }
        const entry = this.#entries.get(call.id);
        if (entry === undefined) return;
        const { record, steps } = entry;
        record.add(steps.session(event, record.recording?.count ?? 0));
        this.#changed(record);
      }
    }
  }

  #start(call: CallInfo, route: string | undefined): void {
    const recording = this.#opening.get(call.id);
    this.#opening.delete(call.id);
    this.#countsOf(route).inProgress++;
    const peer = call.peer ?? "";
    const expected = this.#expected.get(peer);
    this.#expected.delete(peer);
    if (expected === undefined) this.#inProgress++;
    if (this.#entries.size >= MAX_IN_PROGRESS) {
      recording?.free();
      return this.#changed(undefined);
    }
    const { maskDigits, failures } = this.#options;
    // A path, as in a recording, can hold what the caller entered.
    const script = maskDigits ? call.script.replaceAll(/[0-9]/g, "*") : call.script;
    const fields = { route, channel: call.channel, peer, script };
    const record = expected ?? this.#keep(false, { callerId: "", callerName: "", ...fields });
    record.know(fields);
    record.info = call;
    if (recording !== undefined) {
      record.recording = recording;
      const fields = recording.fields("agi_callerid", "agi_calleridname");
      record.know({
        callerId: known(fields.agi_callerid),
        callerName: known(fields.agi_calleridname),
      });
    }
    this.#entries.set(call.id, { record, steps: new StepMaker({ maskDigits, failures }) });
    this.#changed(record);
  }

  #keep(phone: boolean, fields: ConstructorParameters<typeof CallRecord>[1]["fields"]): CallRecord {
    const record = new CallRecord(++this.#lastId, { phone, memory: this.#memory, fields });
    this.#records.set(record.id, record);
    return record;
  }

  /** Moves a call to those that have ended, and forgets the oldest of them. */
  #retire(record: CallRecord): void {
    this.#endedIds.push(record.id);
    if (this.#endedIds.length > MAX_ENDED) {
      const oldest = this.#endedIds.shift() ?? 0;
      this.#records.get(oldest)?.free();
      this.#records.delete(oldest);
    }
    this.#changed(record);
  }

  #countsOf(route = NO_ROUTE): { inProgress: number; outcomes: Record<string, number> } {
    const name = this.#routes.has(route) || this.#routes.size < MAX_ROUTES ? route : OTHER_ROUTES;
    let counts = this.#routes.get(name);
    if (counts === undefined) this.#routes.set(name, counts = { inProgress: 0, outcomes: {} });
    return counts;
  }

  #changed(record: CallRecord | undefined): void {
    this.version++;
    if (record !== undefined) record.version = this.version;
    this.onChange?.(record);
  }
}

/** A caller's number or name; Asterisk sends `unknown` for none. */
function known(text: string): string {
  return text === "unknown" ? "" : text;
}
