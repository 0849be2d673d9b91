/**
 * What a process reports of its calls to the board of the console: in the same process as objects, from
 * a worker as JSON. Digits are masked already.
 *
 * @module
 */
import type { Outcome, RefusedEvent } from "../../../events.ts";
import type { CallFields } from "../call_fields.ts";
import type { EndStep, HandlerInfo, StepBody } from "../messages.ts";

/** A piece of a recording. */
export interface Piece {
  readonly kind: "received" | "sent" | "note";
  /** When it came, in milliseconds of the clock of its process. */
  readonly at: number;
  /** Bytes as a binary string, or a note. */
  readonly text: string;
}

/** A report of a call. `call` is its number in its process. */
export type DetailReport =
  /** A call begins. */
  | {
    readonly type: "start";
    readonly call: number;
    /** When, in milliseconds of the clock of its process. */
    readonly begun: number;
    /** When, in milliseconds since 1970. */
    readonly since: number;
    readonly fields: CallFields;
    /** Its bytes so far; `undefined` if they are not recorded. */
    readonly pieces: readonly Piece[] | undefined;
  }
  /** Something happened in a call, `at` milliseconds after its start. */
  | {
    readonly type: "step";
    readonly call: number;
    readonly at: number;
    readonly step: StepBody;
  }
  /** More bytes of a call. */
  | { readonly type: "piece"; readonly call: number; readonly piece: Piece }
  /** A call ends. */
  | {
    readonly type: "end";
    readonly call: number;
    readonly at: number;
    readonly route: string | undefined;
    readonly duration: number;
    readonly step: EndStep & { readonly outcome: Outcome };
  };

/** A report of something that is only counted, `by` times. */
export type CountReport =
  & { readonly type: "count"; readonly by: number }
  & (
    | { readonly of: "refused"; readonly reason: RefusedEvent["reason"] }
    | { readonly of: "rejected" | "accept-errors" }
    /** Steps that were dropped, because the supervisor did not receive them in time. */
    | { readonly of: "missing" }
    /** Calls without details. */
    | { readonly of: "started"; readonly route: string | undefined }
    | { readonly of: "ended"; readonly route: string | undefined; readonly outcome: Outcome }
  );

/** A report of the server of a process. */
export type ServerReport =
  | { readonly type: "listen"; readonly address: string }
  | { readonly type: "drain" }
  /** The handlers that it has loaded. */
  | { readonly type: "handlers"; readonly handlers: readonly HandlerInfo[] };

/** Any report. */
export type CallReport = DetailReport | CountReport | ServerReport;
