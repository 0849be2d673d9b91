/**
 * The one hook by which a conversation can be watched: logs, metrics and traces hang here.
 *
 * @module
 */
import type { AgiException, AgiHangup } from "./errors.ts";

/** Who a call is, for a log line. */
export interface CallInfo {
  /** A number of this process, unique among its calls. */
  readonly id: number;
  /**
   * The address of the Asterisk that sent the call; `undefined` for a script, and for a connection
   * that was gone before it could be accepted.
   */
  readonly peer: string | undefined;
  /** The channel's name; `""` before the environment has come. */
  readonly channel: string;
  /** The channel's unique id; `""` before the environment has come. */
  readonly uniqueId: string;
  /** The path that Asterisk asked for, or the script's own; `""` before the environment has come. */
  readonly script: string;
}

/** A command was written to Asterisk. */
export interface CommandEvent {
  /** Which event this is. */
  readonly type: "command";
  /** The words of the command, e.g. `GET DATA`. */
  readonly verb: string;
  /** The whole line. It can hold what a caller said or typed. */
  readonly line: string;
}

/** Asterisk answered a command, or nobody waits for the answer any more. */
export interface ReplyEvent {
  /** Which event this is. */
  readonly type: "reply";
  /** The words of the command, e.g. `GET DATA`. */
  readonly verb: string;
  /** The status of the reply; `undefined` where none came. */
  readonly status: number | undefined;
  /** What stood behind `result=`. It can hold what a caller typed. */
  readonly result: string | undefined;
  /** From the command to its reply, in milliseconds. */
  readonly duration: number;
}

/** The call is over for the handler. */
export interface HangupEvent {
  /** Which event this is. */
  readonly type: "hangup";
  /** How it was told. */
  readonly reason: AgiHangup;
}

/**
 * A command was sent that probably does something other than what was meant. A server reports each
 * message once in its process.
 */
export interface WarningEvent {
  /** Which event this is. */
  readonly type: "warning";
  /** What is wrong, and the right form. It holds nothing that a caller entered. */
  readonly message: string;
}

/** What a session tells of its conversation. */
export type SessionEvent = CommandEvent | ReplyEvent | HangupEvent | WarningEvent;

/** How a call ended. */
export type Outcome =
  /** The handler returned. */
  | "completed"
  /** The handler ended by an `AgiHangup`. */
  | "hangup"
  /** The handler threw something else. */
  | "failed"
  /** No handler is registered for the path. */
  | "no-handler";

/** A handler is about to run. */
export interface CallStartEvent {
  /** Which event this is. */
  readonly type: "call-start";
  /** The pattern whose handler it is, `default`, or absent where there is none. */
  readonly route?: string | undefined;
}

/** A handler has run. */
export interface CallEndEvent {
  /** Which event this is. */
  readonly type: "call-end";
  /** The pattern whose handler it was, `default`, or absent where there was none. */
  readonly route?: string | undefined;
  /** How it ended. */
  readonly outcome: Outcome;
  /** From the environment to the end, in milliseconds. */
  readonly duration: number;
  /** What the handler threw, where it failed. */
  readonly error?: unknown;
}

/** A connection ended before there was a call: a probe, a scanner, a peer that is no Asterisk. */
export interface RejectedEvent {
  /** Which event this is. */
  readonly type: "rejected";
  /** Why. A hangup is a peer that just went away. */
  readonly reason: AgiException;
}

/** A connection was closed at once, because its peer may not call, or there are too many calls. */
export interface RefusedEvent {
  /** Which event this is. */
  readonly type: "refused";
  /** What forbade it: `allow`, `maxCalls` or `maxCallsPerPeer`. */
  readonly reason: "peer" | "calls" | "calls-per-peer";
}

/** What happens in a call, with the call that it happens in. */
export type CallEvent =
  & (SessionEvent | CallStartEvent | CallEndEvent | RejectedEvent | RefusedEvent)
  & { readonly call: CallInfo };

/** A server accepts calls. */
export interface ListenEvent {
  /** Which event this is. */
  readonly type: "listen";
  /** Where. */
  readonly addr: Deno.NetAddr;
}

/** A server accepts no more calls, and waits for those in progress. */
export interface DrainEvent {
  /** Which event this is. */
  readonly type: "drain";
  /** How many calls are in progress. */
  readonly calls: number;
}

/** A connection could not be accepted; the server goes on. */
export interface AcceptErrorEvent {
  /** Which event this is. */
  readonly type: "accept-error";
  /** Why, e.g. that the process has too many open files. */
  readonly error: unknown;
}

/** Everything that can be watched. */
export type AgiEvent = CallEvent | ListenEvent | DrainEvent | AcceptErrorEvent;

/**
 * Watches. It is called in the middle of the work, so it must be quick; what it throws is
 * discarded, because a watcher must not harm a call.
 */
export type Observer<E = AgiEvent> = (event: E) => void;
