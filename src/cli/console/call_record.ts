import type { CallInfo } from "../../events.ts";
import { clip } from "../../protocol/text.ts";
import type { CallRecording } from "./call_recording.ts";
import type { CallSummary, Ending, StepBody } from "./messages.ts";
import type { MemoryUse } from "./memory_use.ts";
import { StepRing } from "./step_ring.ts";

/** Maximum length of a name in a list, in characters. */
const MAX_NAME = 120;

/** Who calls, and what they called. */
export interface CallFields {
  script: string;
  route: string | undefined;
  channel: string;
  peer: string;
  callerId: string;
  callerName: string;
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
  /** The call as the server knows it; `undefined` for a call to another server. */
  info: CallInfo | undefined;
  #fields: CallFields;
  #begun = performance.now();
  #since = Date.now();
  #hungUp = false;
  #verb = "";
  #waiting: CallSummary["waiting"] = "handler";
  #waitingSince = 0;
  #end: CallSummary["end"];

  /** Starts a call now. */
  constructor(
    id: number,
    { phone, memory, fields }: { phone: boolean; memory: MemoryUse; fields: CallFields },
  ) {
    this.id = id;
    this.phone = phone;
    this.steps = new StepRing(memory);
    this.#fields = fields;
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

  /** Adds a step that happens now. */
  add(body: StepBody): void {
    const at = this.now;
    this.steps.add(body, at);
    if (body.kind === "command") {
      this.#verb = clip(body.verb, MAX_NAME);
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
    const { script, route, channel, peer, callerId, callerName } = this.#fields;
    return {
      id: this.id,
      logId: this.info?.id,
      script: clip(script, MAX_NAME),
      route: route === undefined ? undefined : clip(route, MAX_NAME),
      channel: clip(channel, MAX_NAME),
      peer,
      callerId: clip(callerId, MAX_NAME),
      callerName: clip(callerName, MAX_NAME),
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
  }

  #wait(waiting: CallSummary["waiting"], at: number): void {
    this.#waiting = waiting;
    this.#waitingSince = Math.round(at);
  }
}
