import { BaseHandler, type LevelName, Logger } from "@std/log";
import { AgiHangup } from "../../errors.ts";
import type {
  AgiEvent,
  CallEndEvent,
  CallEvent,
  LogEvent,
  LogLevel,
  Observer,
  Outcome,
} from "../../events.ts";
import { describeError } from "../../logging/describe_error.ts";
import { clip } from "../../protocol/text.ts";
import { FloodLimit } from "./flood_limit.ts";
import { callFields } from "../../logging/call_fields.ts";
import { type Fields, formatLine } from "../../logging/format_line.ts";
import { handlerFields } from "../../logging/handler_fields.ts";

export { describeError, type LogLevel };

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** How a line looks: for people, or one JSON object for machines. */
export type LogFormat = "text" | "json";

/** A line of the log. */
interface Entry {
  readonly message: string;
  readonly fields: Fields;
}

/** Options of {@linkcode createLogger}. */
export interface LoggerOptions {
  level: LogLevel;
  format: LogFormat;
  /** What stands in each line, before its own fields. */
  fields?: Fields;
  /** Where lines go. */
  write: (line: string) => void;
}

/** Writes to the log. */
export interface Log {
  (level: LogLevel, message: string, fields?: Fields): void;
  /** Whether lines of this level are written; all may be if it is absent. */
  readonly writes?: (level: LogLevel) => boolean;
}

/** Makes a log. */
export function createLogger(options: LoggerOptions): Log {
  const { level, format, fields: common, write } = options;
  const name = level.toUpperCase() as LevelName;
  const handler = new WriteHandler(name, {
    formatter: ({ datetime, levelName, msg, args }) =>
      formatLine({ datetime, levelName, msg, fields: args[0] as Fields }, format),
  });
  handler.write = write;
  const logger = new Logger("tipring", name, { handlers: [handler] });
  const log = (level: LogLevel, message: string, fields: Fields = {}) => {
    logger[level](message, common === undefined ? fields : { ...common, ...fields });
  };
  const least = LEVELS.indexOf(level);
  return Object.assign(log, { writes: (other: LogLevel) => LEVELS.indexOf(other) >= least });
}

/**
 * Makes an observer that logs: calls at info, commands and replies at debug. A flood must not fill a
 * disk: of connections that are refused, or cannot be accepted, it logs the first, then one a second
 * for each reason, with how many came in between. Each call that fails is logged, but the stack of
 * the same kind of error once a second.
 *
 * @param now The time in milliseconds.
 */
export function logEvents(
  log: Log,
  now: () => number = () => performance.now(),
): Observer<AgiEvent> {
  const limit = new FloodLimit(now);
  return (event) => {
    const pending = event.type === "call-end" ? event.pending : undefined;
    if (pending === undefined && log.writes?.(levelOf(event)) === false) return;
    const flood = floodOf(event);
    const others = flood === undefined ? 0 : limit.pass(flood);
    if (others === undefined) return;
    if (event.type === "log") return logOfHandler(log, event);
    const { message, fields } = entryOf(event, limit);
    const who = "call" in event ? callFields(event.call) : {};
    log(levelOf(event), message, { ...who, ...fields, others: others || undefined });
    if (pending !== undefined) {
      const fields = { count: pending.length, commands: clip(pending.join(", ")) };
      log("warn", "handler returned with commands pending", { ...who, ...fields });
    }
  };
}

/** Writes a line of a handler, marked as one: it may say anything. */
function logOfHandler(log: Log, event: CallEvent & LogEvent): void {
  const { call, level, message, others } = event;
  const who = { from: "handler", ...callFields(call), route: routeOf(event) };
  log(level, message, { ...who, ...handlerFields(event), others });
}

/** What an event is one of many of, where anybody who can connect can cause it at will. */
function floodOf(event: AgiEvent): string | undefined {
  if (event.type === "refused") return event.reason;
  if (event.type === "accept-error" || event.type === "unhandled-rejection") return event.type;
  if (event.type !== "rejected" || event.reason instanceof AgiHangup) return undefined;
  return event.reason.name;
}

class WriteHandler extends BaseHandler {
  write: (line: string) => void = () => {};

  override log(line: string): void {
    this.write(line);
  }
}

function levelOf(event: AgiEvent): LogLevel {
  switch (event.type) {
    case "command":
    case "reply":
    case "hangup":
      return "debug";
    case "log":
      return event.level;
    case "listen":
    case "drain":
    case "call-start":
      return "info";
    case "call-end":
      return OUTCOME_LEVELS[event.outcome];
    case "rejected":
      return event.reason instanceof AgiHangup ? "debug" : "warn";
    case "refused":
    case "stray-output":
    case "warning":
      return "warn";
    case "accept-error":
    case "unhandled-rejection":
      return "error";
  }
}

const OUTCOME_LEVELS: Readonly<Record<Outcome, LogLevel>> = {
  completed: "info",
  hangup: "info",
  abandoned: "warn",
  failed: "error",
  "no-handler": "warn",
};

function entryOf(event: Exclude<AgiEvent, LogEvent>, limit: FloodLimit): Entry {
  switch (event.type) {
    case "listen": {
      const { hostname, port } = event.addr;
      return { message: "listening", fields: { hostname, port } };
    }
    case "drain":
      return { message: "shutting down", fields: { calls: event.calls } };
    case "accept-error":
      return {
        message: "accepting a connection failed",
        fields: { error: `${event.error}` },
      };
    case "refused":
      return {
        message: "connection refused",
        fields: { reason: event.reason },
      };
    case "rejected":
      return {
        message: "connection rejected",
        fields: { reason: event.reason.message },
      };
    case "call-start":
      return { message: "call begins", fields: { route: routeOf(event) } };
    case "call-end":
      return {
        message: event.outcome === "no-handler" ? "no handler for call" : "call ends",
        fields: {
          outcome: event.outcome,
          durationMs: Math.round(event.duration),
          route: routeOf(event),
          routes: event.routes && listRoutes(event.routes),
          hangup: event.hangup,
          error: event.error === undefined ? undefined : describeFailure(event, limit),
        },
      };
    case "unhandled-rejection":
      return {
        message: "unhandled promise rejection",
        fields: { route: routeOf(event), error: describeError(event.error) },
      };
    case "warning":
      return { message: "command may be wrong", fields: { warning: event.message } };
    case "stray-output":
      return { message: "stray output", fields: { status: event.status } };
    case "hangup":
      return { message: "hangup", fields: { reason: event.reason.message } };
    case "command":
      return { message: "command", fields: { line: event.line } };
    case "reply": {
      const { verb, status, result, text, duration } = event;
      return {
        message: "reply",
        fields: { verb, status, result, text: text || undefined, durationMs: Math.round(duration) },
      };
    }
  }
}

function routeOf({ route }: { readonly route?: string | undefined }): string | undefined {
  return route && clip(route);
}

/** The routes that there are, or the first of them: a line must stay readable. */
function listRoutes(routes: readonly string[]): string {
  const named = routes.slice(0, MOST_ROUTES).map((route) => clip(route, 60)).join(", ");
  const others = routes.length - MOST_ROUTES;
  return others > 0 ? `${named}, and ${others} more` : named || "none";
}

/** How many routes a line of the log names. */
const MOST_ROUTES = 20;

/** What a handler threw: with its stack, unless the same was logged within the last second. */
function describeFailure({ route, error }: CallEndEvent, limit: FloodLimit): string {
  const name = error instanceof Error ? error.name : typeof error;
  const again = limit.pass(`failed ${route} ${name}`) === undefined;
  if (!again || !(error instanceof Error)) return describeError(error);
  return `${error.name}: ${clip(error.message)}`;
}
