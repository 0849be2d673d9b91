/**
 * Binary strings: one character, U+0000 to U+00FF, per byte. Asterisk's limits count bytes, and it
 * truncates values in the middle of a character. Binary strings can do the same and still have all
 * string methods.
 *
 * @module
 */

/** Converts bytes to a binary string. */
export function fromBytes(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return binary;
}

/** Converts a binary string to bytes. */
export function toBytes(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Encodes text as UTF-8, as a binary string. */
export function fromText(text: string): string {
  return fromBytes(new TextEncoder().encode(text));
}

/** Decodes a binary string of UTF-8; invalid bytes become U+FFFD. */
export function toText(binary: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(toBytes(binary));
}
