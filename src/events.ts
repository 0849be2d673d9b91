/**
 * The events of servers and calls, for logs, metrics and traces.
 *
 * @module
 */
import type { AgiException, AgiHangup, HangupSource } from "./errors.ts";

/** Identifies a call in logs, events and traces. */
export interface CallInfo {
  /**
   * Number of the call, unique within this process; 0 for an unhandled rejection whose error several
   * calls share.
   */
  readonly id: number;
  /**
   * Address and port of the Asterisk that sent the call; `undefined` for a script, for a connection
   * that ended before it was accepted, and if the call is not known.
   */
  readonly peer: string | undefined;
  /** The channel's name; `""` until the environment arrives. */
  readonly channel: string;
  /** The channel's unique ID; `""` until the environment arrives. */
  readonly uniqueId: string;
  /** The requested path, or the path of the script; `""` until the environment arrives. */
  readonly script: string;
}

/** A command was written to Asterisk. */
export interface CommandEvent {
  /** Which event this is. */
  readonly type: "command";
  /** The command without its arguments, e.g. `GET DATA`. */
  readonly verb: string;
  /** The whole line. It can contain what a caller said or entered. */
  readonly line: string;
}

/** Asterisk replied to a command, or the command was stopped without a reply. */
export interface ReplyEvent {
  /** Which event this is. */
  readonly type: "reply";
  /** The command without its arguments, e.g. `GET DATA`. */
  readonly verb: string;
  /** The status of the reply; `undefined` if there was none. */
  readonly status: number | undefined;
  /** The value of `result=`. It can contain what a caller entered. */
  readonly result: string | undefined;
  /**
   * What followed the result, e.g. the value of a variable in parentheses; `undefined` if no reply
   * came. It can contain what a caller said or typed.
   */
  readonly text: string | undefined;
  /** Time from the command to its reply, in milliseconds. */
  readonly duration: number;
}

/** The call ended; the handler may still be running. */
export interface HangupEvent {
  /** Which event this is. */
  readonly type: "hangup";
  /** What ended the call. */
  readonly reason: AgiHangup;
}

/**
 * A command was sent that probably does something other than what was meant. A server reports each
 * message once per process.
 */
export interface WarningEvent {
  /** Which event this is. */
  readonly type: "warning";
  /** What is wrong, and the right form. It contains nothing that a caller entered. */
  readonly message: string;
}

/** How important a line of a handler's log is, the least important first. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** A line that a handler logged. */
export interface LogLine {
  /** How important it is. */
  readonly level: LogLevel;
  /** What happened; up to 4,000 characters. */
  readonly message: string;
  /**
   * What belongs to the message: up to 32 fields, texts of up to 4,000 characters. Objects and errors
   * are described as texts.
   */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  /** How many lines of the call were left out before this one; `undefined` for none. */
  readonly others?: number | undefined;
}

/** A handler logged a line with `channel.log`. */
export interface LogEvent extends LogLine {
  /** Which event this is. */
  readonly type: "log";
  /** The pattern that matched, or `default`; `undefined` for a script. */
  readonly route?: string | undefined;
}

/**
 * Asterisk answered a line that the session did not send: something else wrote to the standard
 * output of a script. The session discarded the reply.
 */
export interface StrayOutputEvent {
  /** Which event this is. */
  readonly type: "stray-output";
  /**
   * The status of the reply. 510 means that the line was no command; 200 means that Asterisk ran it.
   * The line itself is only in the output of `agi set debug on`.
   */
  readonly status: number;
}

/** The events of a session and of its log. */
export type SessionEvent =
  | CommandEvent
  | ReplyEvent
  | HangupEvent
  | WarningEvent
  | StrayOutputEvent
  | LogEvent;

/** How the handler of a call ended. A hangup while it ran does not change the outcome. */
export type Outcome =
  /** The handler returned. */
  | "completed"
  /** The handler threw an `AgiHangup`. */
  | "hangup"
  /** The handler threw something else. */
  | "failed"
  /** The handler did not end within `hangupGrace` of the hangup. */
  | "abandoned"
  /** No handler is registered for the path. */
  | "no-handler";

/** A call arrived, and its handler is about to run. */
export interface CallStartEvent {
  /** Which event this is. */
  readonly type: "call-start";
  /** The pattern that matched, or `default`; `undefined` if there is no handler. */
  readonly route?: string | undefined;
}

/** The handler of a call ended. */
export interface CallEndEvent {
  /** Which event this is. */
  readonly type: "call-end";
  /** The pattern that matched, or `default`; `undefined` if there was no handler. */
  readonly route?: string | undefined;
  /** How the handler ended. */
  readonly outcome: Outcome;
  /** If no pattern matched: all patterns, in the order in which they were tried. */
  readonly routes?: readonly string[] | undefined;
  /** Time from the environment to the end of the handler, in milliseconds. */
  readonly duration: number;
  /** What the handler threw if it failed, or why it was abandoned. */
  readonly error?: unknown;
  /** What ended the call, if it ended before the handler did. */
  readonly hangup?: HangupSource | undefined;
  /**
   * The commands that were still pending when the handler returned, without their arguments: an
   * `await` is missing. The first one was sent; the others are discarded.
   */
  readonly pending?: readonly string[] | undefined;
}

/**
 * A connection ended before it became a call: a health check, a scanner, or another peer that is
 * not Asterisk.
 */
export interface RejectedEvent {
  /** Which event this is. */
  readonly type: "rejected";
  /** Why the connection did not become a call. An `AgiHangup` means that the peer disconnected. */
  readonly reason: AgiException;
}

/**
 * A connection was closed before a byte was read: the peer is not allowed, or a limit is reached.
 */
export interface RefusedEvent {
  /** Which event this is. */
  readonly type: "refused";
  /** The option that refused it: `allow`, `maxCalls` or `maxCallsPerPeer`, in this order. */
  readonly reason: "peer" | "calls" | "calls-per-peer";
}

/**
 * A command that the handler did not await failed. The call continues. If commands of several calls
 * fail with the same error, e.g. the reason of a signal that they share, the call is not known, and
 * `call.id` is 0.
 */
export interface UnhandledRejectionEvent {
  /** Which event this is. */
  readonly type: "unhandled-rejection";
  /** The pattern that matched, or `default`. */
  readonly route?: string | undefined;
  /** What the command rejected with. */
  readonly error: unknown;
}

/** An event of a call, with the call it belongs to. */
export type CallEvent =
  & (
    | SessionEvent
    | CallStartEvent
    | CallEndEvent
    | RejectedEvent
    | RefusedEvent
    | UnhandledRejectionEvent
  )
  & { readonly call: CallInfo };

/** The server started listening. */
export interface ListenEvent {
  /** Which event this is. */
  readonly type: "listen";
  /** The address it listens on. */
  readonly addr: Deno.NetAddr;
}

/** The server stopped accepting calls and waits for those in progress. */
export interface DrainEvent {
  /** Which event this is. */
  readonly type: "drain";
  /** How many calls are in progress. */
  readonly calls: number;
}

/** The server could not accept a connection; it keeps running. */
export interface AcceptErrorEvent {
  /** Which event this is. */
  readonly type: "accept-error";
  /** The cause, e.g. too many open files. */
  readonly error: unknown;
}

/** Any event of a server or a call. */
export type AgiEvent = CallEvent | ListenEvent | DrainEvent | AcceptErrorEvent;

/**
 * Receives events. It runs synchronously while the call waits, so it must be fast. Whatever it
 * throws is discarded: an observer must not harm a call.
 */
export type Observer<E = AgiEvent> = (event: E) => void;
