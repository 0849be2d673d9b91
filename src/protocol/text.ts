const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * What a terminal could obey, for a character class: control characters, line separators and
 * bidirectional controls. Not written with `\p{}`: V8 builds those sets whenever it parses the
 * expression, even if nothing runs it, which costs each script a tenth of an empty program.
 */
export const CONTROLS =
  "\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069";

const CONTROL = new RegExp(`[${CONTROLS}]`, "g");
const ESCAPE = "\u001b";
const COLOUR = new RegExp(`${ESCAPE}\\[[\\d;]*m`, "g");
const CONTROL_IN_LINES = new RegExp(`(?![\\n\\t])[${CONTROLS}]`, "g");

/** Decodes UTF-8. Invalid bytes become U+FFFD: a malformed caller name must not end a call. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Encodes text as UTF-8. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Quotes a value for an error message: control characters escaped, truncated to 60 characters. */
export function quoteForMessage(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
}

/** Replaces every digit that a caller could have entered: error messages end up in logs. */
export function maskDigits(text: string): string {
  return text.replaceAll(/[0-9#]/g, "*");
}

/** Quotes a value for a message like {@linkcode quoteForMessage}, with its digits masked. */
export function quoteMasked(value: string): string {
  return quoteForMessage(maskDigits(value));
}

/** Quotes a line from Asterisk with all digits masked, except those of its status. */
export function quoteLine(line: string): string {
  const [status = ""] = /^\d{3}(?=[ -])/.exec(line) ?? [];
  return quoteForMessage(status + maskDigits(line.slice(status.length)));
}

/** Truncates a text of unknown length, e.g. for a log. */
export function clip(text: string, length = 200): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** Removes colours. */
export function withoutColours(text: string): string {
  return text.replaceAll(COLOUR, "");
}

/** Removes the colours of places in files, where Deno writes them into errors of `import()`. */
export function withPlainPlaces(text: string): string {
  return text.replaceAll(/^ +at .*/gm, withoutColours);
}

/**
 * Escapes what a terminal could obey: control characters except newlines and tabs, bidirectional
 * controls and line separators, as `\u001b`. A text may quote what a caller chose, e.g. a name. JSON
 * keeps its meaning.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(
    CONTROL_IN_LINES,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Replaces what a terminal could obey, in a single line, by U+FFFD. */
export function replaceControls(text: string): string {
  return text.replaceAll(CONTROL, "\ufffd");
}
