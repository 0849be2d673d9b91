import type { AgiEvent, CallEvent, CallInfo } from "../../../events.ts";
import { toText } from "../../../protocol/binary.ts";
import { maskDigits as mask } from "../../../protocol/text.ts";
import type { Duplex } from "../../../transport/duplex.ts";
import { keptFields, MAX_NAME } from "../call_fields.ts";
import type { CallReport, Piece } from "./call_report.ts";
import { CallTape } from "./call_tape.ts";
import type { FailureReader } from "./failure_reader.ts";
import { keptText } from "../kept_text.ts";
import { StepMaker } from "./step_of.ts";

/** Maximum number of connections recorded before they become calls, and their bytes together. */
const MAX_OPENING = 1000;
const MAX_OPENING_BYTES = 8 * 1024 * 1024;

/** Maximum size of the environment read for the caller's name, in bytes. */
const MAX_ENVIRONMENT = 16 * 1024;

/** Options of {@linkcode CallReporter}. */
export interface CallReporterOptions {
  /** Whether to mask what callers enter. */
  maskDigits: boolean;
  /** Whether to mask it in the bytes as well. */
  maskBytes: boolean;
  failures: FailureReader;
  /** Gets each report. */
  send: (report: CallReport) => void;
}

/** A call in progress. */
interface LiveCall {
  readonly begun: number;
  readonly steps: StepMaker;
  readonly tape: CallTape | undefined;
}

/** A connection that is not a call yet. */
interface Opening {
  readonly tape: CallTape;
  readonly pieces: Piece[];
  bytes: number;
}

/**
 * Observes the server of its process, and reports what the console shows of it. It keeps little of a
 * call in progress, and a limited number of bytes of connections that are not calls yet.
 */
export class CallReporter {
  #options: CallReporterOptions;
  #calls = new Map<number, LiveCall>();
  #opening = new Map<number, Opening>();
  #openingBytes = 0;

  /** Starts before the server listens. */
  constructor(options: CallReporterOptions) {
    this.#options = options;
  }

  /** Records a connection; see `tap` of the server's options. */
  readonly tap = (duplex: Duplex, { id }: Pick<CallInfo, "id">): Duplex => {
    if (this.#opening.size >= MAX_OPENING) return duplex;
    const opening: Opening = {
      pieces: [],
      bytes: 0,
      tape: new CallTape({
        maskDigits: this.#options.maskDigits && this.#options.maskBytes,
        onPiece: (piece) => this.#hold(opening, piece),
      }),
    };
    this.#opening.set(id, opening);
    return opening.tape.tap(duplex, () => this.#takeOpening(id));
  };

  /** Takes an event of the server. */
  readonly watch = (event: AgiEvent): void => {
    const { send } = this.#options;
    switch (event.type) {
      case "listen": {
        const { hostname, port } = event.addr;
        const host = hostname.includes(":") ? `[${hostname}]` : hostname;
        return send({ type: "listen", address: `${host}:${port}` });
      }
      case "drain":
        return send({ type: "drain" });
      case "accept-error":
        return send({ type: "count", of: "accept-errors", by: 1 });
      default:
        return this.#watchCall(event);
    }
  };

  /** Reports something that the handler of a call wrote. */
  log(call: CallInfo, level: string, text: string): void {
    const live = this.#calls.get(call.id);
    if (live !== undefined) this.#step(call.id, live, live.steps.log(level, text));
  }

  #watchCall(event: CallEvent): void {
    const { call } = event;
    const { send } = this.#options;
    switch (event.type) {
      case "refused":
        return send({ type: "count", of: "refused", reason: event.reason, by: 1 });
      case "rejected":
        return send({ type: "count", of: "rejected", by: 1 });
      case "call-start":
        return this.#start(call, routeOf(event));
      case "unhandled-rejection": {
        const { message } = this.#options.failures.read(event.error);
        return this.log(call, "error", `unhandled promise rejection: ${message}`);
      }
      case "call-end": {
        const live = this.#calls.get(call.id);
        this.#calls.delete(call.id);
        if (live === undefined) return;
        const at = performance.now() - live.begun;
        const step = live.steps.end(event);
        return send({
          type: "end",
          call: call.id,
          at,
          route: routeOf(event),
          duration: event.duration,
          step,
        });
      }
      default: {
        const live = this.#calls.get(call.id);
        if (live === undefined) return;
        this.#step(call.id, live, live.steps.session(event, live.tape?.count ?? 0));
      }
    }
  }

  #step(call: number, { begun }: LiveCall, step: ReturnType<StepMaker["session"]>): void {
    this.#options.send({ type: "step", call, at: performance.now() - begun, step });
  }

  #start(call: CallInfo, route: string | undefined): void {
    const { maskDigits, failures, send } = this.#options;
    const { id, channel, peer = "" } = call;
    const opening = this.#takeOpening(id);
    const begun = performance.now();
    this.#calls.set(id, {
      begun,
      steps: new StepMaker({ maskDigits, failures }),
      tape: opening?.tape,
    });
    // A path, as in a recording, can hold what the caller entered.
    const script = maskDigits ? mask(call.script) : call.script;
    const caller = callerOf(opening?.pieces ?? []);
    send({
      type: "start",
      call: id,
      begun,
      since: Date.now(),
      fields: keptFields({ route, channel, peer, script, ...caller }),
      pieces: opening?.pieces,
    });
    if (opening === undefined) return;
    opening.tape.onPiece = (piece) => {
      send({ type: "piece", call: id, piece });
      return true;
    };
  }

  #hold(opening: Opening, piece: Piece): boolean {
    if (this.#openingBytes >= MAX_OPENING_BYTES) return false;
    opening.pieces.push(piece);
    opening.bytes += piece.text.length;
    this.#openingBytes += piece.text.length;
    return true;
  }

  #takeOpening(id: number): Opening | undefined {
    const opening = this.#opening.get(id);
    this.#opening.delete(id);
    this.#openingBytes -= opening?.bytes ?? 0;
    return opening;
  }
}

/** The pattern of a call, no longer than a list shows. */
function routeOf({ route }: { readonly route?: string | undefined }): string | undefined {
  return route === undefined ? undefined : keptText(route, MAX_NAME);
}

/** The caller's number and name in the environment, with which a connection begins. */
function callerOf(pieces: readonly Piece[]): { callerId: string; callerName: string } {
  let head = "";
  for (const { kind, text } of pieces) {
    if (kind !== "received" || head.length > MAX_ENVIRONMENT) break;
    head += text;
  }
  return {
    callerId: fieldOf(head, "agi_callerid"),
    callerName: fieldOf(head, "agi_calleridname"),
  };
}

/** A field of the environment; Asterisk sends `unknown` for none. */
function fieldOf(head: string, name: string): string {
  const at = head.indexOf(`\n${name}: `);
  const end = head.indexOf("\n", at + 1);
  const value = at < 0 ? "" : head.slice(at + name.length + 3, end < 0 ? undefined : end);
  return value === "unknown" ? "" : toText(value);
}
