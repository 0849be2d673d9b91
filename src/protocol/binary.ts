/**
 * Bytes as strings with one character, U+0000 to U+00FF, for each byte. Asterisk thinks in bytes: its
 * limits count them, and it cuts a value in the middle of a character. Strings of this kind do the
 * same, and are as handy as any other.
 *
 * @module
 */

/** Bytes as a binary string. */
export function fromBytes(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return binary;
}

/** A binary string as bytes. */
export function toBytes(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Text as the binary string of its UTF-8. */
export function fromText(text: string): string {
  return fromBytes(new TextEncoder().encode(text));
}

/** A binary string of UTF-8 as text; what is no UTF-8 becomes U+FFFD. */
export function toText(binary: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(toBytes(binary));
}
