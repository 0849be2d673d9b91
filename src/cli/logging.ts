import { BaseHandler, type LevelName, Logger, type LogRecord } from "@std/log";
import { AgiHangup } from "../errors.ts";
import type { AgiEvent, CallInfo, Observer } from "../events.ts";
import { clip } from "../protocol/text.ts";
import { FloodLimit } from "./_flood_limit.ts";

/** From which level on is logged. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** How a line looks: for people, or one JSON object for machines. */
export type LogFormat = "text" | "json";

/** What belongs to a message. */
type Fields = Readonly<Record<string, string | number | undefined>>;

/** A line of the log. */
interface Entry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Fields;
}

/** Options of {@linkcode createLogger}. */
export interface LoggerOptions {
  level: LogLevel;
  format: LogFormat;
  /** What stands in each line, before its own fields. */
  fields?: Fields;
  /** Where lines go; standard error by default. */
  write?: (line: string) => void;
}

/** Writes to the log. */
export type Log = (level: LogLevel, message: string, fields?: Fields) => void;

/** Makes a log. */
export function createLogger(options: LoggerOptions): Log {
  const { level, format, fields: common, write = (line) => console.error(line) } = options;
  const name = level.toUpperCase() as LevelName;
  const handler = new WriteHandler(name, {
    formatter: format === "json" ? formatJson : formatText,
  });
  handler.write = write;
  const logger = new Logger("tipring", name, { handlers: [handler] });
  return (level, message, fields = {}) => {
    logger[level](message, common === undefined ? fields : { ...common, ...fields });
  };
}

/**
 * Makes an observer that logs: calls at info, commands and replies at debug. Of connections that are
 * refused it tells the first, then one a second for each reason, with how many came in between: a
 * flood must not fill a disk.
 *
 * @param now The time in milliseconds.
 */
export function logEvents(
  log: Log,
  now: () => number = () => performance.now(),
): Observer<AgiEvent> {
  const limit = new FloodLimit(now);
  return (event) => {
    const flood = floodOf(event);
    const others = flood === undefined ? 0 : limit.pass(flood);
    if (others === undefined) return;
    const { level, message, fields } = entryOf(event);
    const who = "call" in event ? fieldsOf(event.call) : {};
    log(level, message, { ...who, ...fields, others: others || undefined });
  };
}

/** What an event is one of many of, where anybody who can connect can cause it at will. */
function floodOf(event: AgiEvent): string | undefined {
  if (event.type === "refused") return event.reason;
  if (event.type !== "rejected" || event.reason instanceof AgiHangup) return undefined;
  return event.reason.name;
}

/**
 * What was thrown, with its stack and what caused it. Not its properties: those of an AGI error hold
 * what a caller entered.
 */
export function describeError(error: unknown, causes = 3): string {
  if (!(error instanceof Error)) return Deno.inspect(error);
  const text = error.stack ?? `${error}`;
  if (error.cause === undefined || causes === 0) return text;
  return `${text}\nCaused by: ${describeError(error.cause, causes - 1)}`;
}

class WriteHandler extends BaseHandler {
  write: (line: string) => void = () => {};

  override log(line: string): void {
    this.write(line);
  }
}

function entryOf(event: AgiEvent): Entry {
  switch (event.type) {
    case "listen": {
      const { hostname, port } = event.addr;
      return { level: "info", message: "listening", fields: { hostname, port } };
    }
    case "drain":
      return { level: "info", message: "shutting down", fields: { calls: event.calls } };
    case "accept-error":
      return {
        level: "error",
        message: "cannot accept a connection",
        fields: { error: `${event.error}` },
      };
    case "refused":
      return {
        level: "warn",
        message: "connection not admitted",
        fields: { reason: event.reason },
      };
    case "rejected": {
      const quiet = event.reason instanceof AgiHangup;
      return {
        level: quiet ? "debug" : "warn",
        message: quiet ? "connection without a call" : "connection refused",
        fields: { reason: event.reason.message },
      };
    }
    case "call-start":
      return { level: "info", message: "call begins", fields: {} };
    case "call-end":
      return {
        level: { completed: "info", hangup: "info", failed: "error", "no-handler": "warn" }[
          event.outcome
        ] as LogLevel,
        message: event.outcome === "no-handler" ? "call has no handler" : "call ends",
        fields: {
          outcome: event.outcome,
          duration: Math.round(event.duration),
          error: event.outcome === "failed" ? describeError(event.error) : undefined,
        },
      };
    case "warning":
      return { level: "warn", message: "command may be wrong", fields: { warning: event.message } };
    case "hangup":
      return { level: "debug", message: "hangup", fields: { reason: event.reason.message } };
    case "command":
      return { level: "debug", message: "command", fields: { line: event.line } };
    case "reply": {
      const { verb, status, result, duration } = event;
      return {
        level: "debug",
        message: "reply",
        fields: { verb, status, result, duration: Math.round(duration) },
      };
    }
  }
}

function fieldsOf({ id, peer, channel, uniqueId, script }: CallInfo): Fields {
  return uniqueId === "" && channel === ""
    ? { call: id, peer }
    : { call: id, peer, channel: clip(channel), uniqueid: clip(uniqueId), script: clip(script) };
}

function formatText(record: LogRecord): string {
  let line = `${record.datetime.toISOString()} ${record.levelName.padEnd(5)} ${record.msg}`;
  for (const [key, value] of fieldsOfRecord(record)) line += ` ${key}=${quote(value)}`;
  return line;
}

function formatJson(record: LogRecord): string {
  return toJson({
    time: record.datetime.toISOString(),
    level: record.levelName.toLowerCase(),
    message: record.msg,
    ...Object.fromEntries(fieldsOfRecord(record)),
  });
}

/** JSON without the characters that a terminal or another reader takes for a line end or an order. */
function toJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function fieldsOfRecord(record: LogRecord): [string, string | number][] {
  const entries = Object.entries(record.args[0] as Fields);
  return entries.filter((entry): entry is [string, string | number] => entry[1] !== undefined);
}

/** Values come from callers: quoted unless they are plain, so that none can look like a field or a line. */
function quote(value: string | number): string {
  const text = `${value}`;
  return /^[\w.:;/@+*#-]+$/.test(text) ? text : toJson(text);
}
