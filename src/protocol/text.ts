const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Reads bytes as UTF-8. What is no UTF-8 becomes U+FFFD: a caller's odd name must not end a call. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Writes text as UTF-8. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** A value for an error message: quoted, its control characters visible, cut after 60 characters. */
export function quoteForMessage(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
}

/** A text with each digit that a caller could have entered as `*`: messages end up in logs. */
export function maskDigits(text: string): string {
  return text.replaceAll(/[0-9#]/g, "*");
}

/** Does as {@linkcode quoteForMessage} for what may hold a caller's digits, which become `*`. */
export function quoteMasked(value: string): string {
  return quoteForMessage(maskDigits(value));
}

/** Does as {@linkcode quoteMasked} for a line of Asterisk; its status is no digit of a caller. */
export function quoteLine(line: string): string {
  const [status = ""] = /^\d{3}(?=[ -])/.exec(line) ?? [];
  return quoteForMessage(status + maskDigits(line.slice(status.length)));
}

/** The beginning of a text whose length a peer chooses, for a log or the like. */
export function clip(text: string, length = 200): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
