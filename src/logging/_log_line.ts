import type { LogLevel, LogLine } from "../events.ts";
import { clip } from "../protocol/text.ts";
import { describeError } from "./describe_error.ts";
import { unshowable } from "./unshowable.ts";

/** Maximum length of a text of a line, in characters. */
const MAX_TEXT = 4000;

/** Maximum number of fields of a line. */
const MAX_FIELDS = 32;

/** Maximum length of a field's name, in characters. */
const MAX_NAME = 40;

/** Makes a line of what a handler gave, whatever that is; limited in size. Never throws. */
export function logLine(level: LogLevel, message: unknown, fields: unknown): LogLine {
  return { level, message: textOf(message), fields: fieldsOf(fields) };
}

/** A proxy may refuse to be looked at. */
function fieldsOf(fields: unknown): LogLine["fields"] {
  try {
    return readFields(fields);
  } catch (error) {
    return { value: unshowable("read", error) };
  }
}

function readFields(fields: unknown): LogLine["fields"] {
  if (fields === undefined) return {};
  if (fields instanceof Error) return { error: textOf(fields) };
  if (typeof fields !== "object" || fields === null) return { value: valueOf(fields) ?? null };
  const entries: [string, ReturnType<typeof valueOf>][] = [];
  for (const name of Object.keys(fields).slice(0, MAX_FIELDS)) {
    const value = valueOf(read(fields, name));
    if (value !== undefined) entries.push([nameOf(name), value]);
  }
  return Object.fromEntries(entries) as LogLine["fields"];
}

/** A getter may throw, and a line of a log must not end a call. */
function read(fields: object, name: string): unknown {
  try {
    return Reflect.get(fields, name);
  } catch (error) {
    return unshowable("read", error);
  }
}

/** Only what cannot be taken for another field. */
function nameOf(name: string): string {
  return name.slice(0, MAX_NAME).replaceAll(/[^\w.-]/g, "_") || "_";
}

function valueOf(value: unknown): string | number | boolean | null | undefined {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : `${value}`;
  return textOf(value);
}

function textOf(value: unknown): string {
  return clip(describe(value), MAX_TEXT);
}

function describe(value: unknown): string {
  try {
    if (typeof value === "string") return value;
    if (value instanceof Error) return describeError(value);
    // An invalid date has no JSON.
    if (value instanceof Date || value instanceof URL) return `${value.toJSON() ?? value}`;
    return typeof value === "object" ? Deno.inspect(value) : String(value);
  } catch (error) {
    return unshowable("shown", error);
  }
}
