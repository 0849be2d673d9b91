import { clip, CONTROLS, escapeControls } from "../protocol/text.ts";

/** Maximum number of bytes of a line: with its end it reaches a pipe in one piece. */
export const MAX_LINE = 4095;

/** Maximum number of characters of a field that a peer can fill, as it is written. */
const MAX_PEER_FIELD = 200;

/** A value of a field. */
type Value = string | number | boolean | null;

/** What belongs to a message. A number of milliseconds has a name that ends in `Ms`. */
export type Fields = Readonly<Record<string, Value | undefined>>;

/** What a line is made of. */
export interface LineRecord {
  readonly datetime: Date;
  /** In capital letters. */
  readonly levelName: string;
  readonly msg: string;
  readonly fields: Fields;
}

type Field = [name: string, value: Value];

const encoder = new TextEncoder();

/** A message that looks neither like fields nor like several lines, so it needs no quotes. */
const UNQUOTED = new RegExp(`^[^${CONTROLS}="][^${CONTROLS}=]*$`);

/**
 * Writes a record as one line. Where it would be longer than {@linkcode MAX_LINE}, the longest of its
 * fields, or its message, is cut, and ends by `…`.
 */
export function formatLine(record: LineRecord, format: "text" | "json"): string {
  const write = format === "json" ? formatJson : formatText;
  const message: Field = ["message", clip(record.msg, MAX_LINE)];
  const fields = fieldsOf(record.fields);
  let line = write(record, message, fields);
  for (let excess = excessOf(line); excess > 0; excess = excessOf(line)) {
    if (!cutLongest([message, ...fields], excess)) break;
    line = write(record, message, fields);
  }
  return line;
}

/** Writes a message and its fields as text for people, on one line. */
export function formatEntry(message: string, fields: Fields): string {
  return writeEntry(message, fieldsOf(fields));
}

/** The beginning of what a peer chose, short also where much of it has to be escaped. */
export function clipField(text: string): string {
  let clipped = clip(text, MAX_PEER_FIELD);
  // The quotes and the "…" are three characters more, and an escape is up to six.
  for (
    let length = MAX_PEER_FIELD, excess = lengthOf(clipped) - length - 3;
    excess > 0;
    excess = lengthOf(clipped) - MAX_PEER_FIELD - 3
  ) {
    length -= Math.ceil(excess / 6);
    clipped = clip(text, length);
  }
  return clipped;
}

function excessOf(line: string): number {
  return 3 * line.length <= MAX_LINE ? 0 : encoder.encode(line).length - MAX_LINE;
}

/** Cuts the field that is the longest when written. Returns whether there was one to cut. */
function cutLongest(fields: readonly Field[], excess: number): boolean {
  let longest: Field | undefined;
  for (const field of fields) if (lengthOf(field[1]) > lengthOf(longest?.[1])) longest = field;
  if (longest === undefined || typeof longest[1] !== "string" || longest[1].length < 2) {
    return false;
  }
  // An escape has up to six bytes for one character.
  const length = longest[1].length - 1 - Math.ceil(excess / 6);
  longest[1] = clip(longest[1], Math.max(0, length));
  return true;
}

function lengthOf(value: Value | undefined): number {
  return typeof value === "string" ? toJson(value).length : 0;
}

function formatText(
  { datetime, levelName }: LineRecord,
  [, message]: Field,
  fields: readonly Field[],
): string {
  return `${datetime.toISOString()} ${levelName.padEnd(5)} ${writeEntry(`${message}`, fields)}`;
}

function writeEntry(message: string, fields: readonly Field[]): string {
  let text = UNQUOTED.test(message) ? message : toJson(message);
  for (const [name, value] of fields) {
    text += typeof value === "number" && name.endsWith("Ms")
      ? ` ${name.slice(0, -2)}=${value}ms`
      : ` ${name}=${quote(value)}`;
  }
  return text;
}

function formatJson(
  { datetime, levelName }: LineRecord,
  [, message]: Field,
  fields: readonly Field[],
): string {
  return toJson({
    time: datetime.toISOString(),
    level: levelName.toLowerCase(),
    message,
    ...Object.fromEntries(fields),
  });
}

/** JSON without the characters that a terminal or another reader takes for a line end or an order. */
function toJson(value: unknown): string {
  return escapeControls(JSON.stringify(value));
}

/** The fields that have a value. None is longer than a line: writing it costs time. */
function fieldsOf(fields: Fields): Field[] {
  return Object.entries(fields).flatMap(([name, value]): Field[] => {
    if (value === undefined) return [];
    return [[name, typeof value === "string" ? clip(value, MAX_LINE) : value]];
  });
}

/** Values come from callers: quoted unless they are plain, so that none can look like a field or a line. */
function quote(value: Value): string {
  const text = `${value}`;
  return /^[\w.:;/@+*#-]+$/.test(text) ? text : toJson(text);
}
