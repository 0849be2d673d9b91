/**
 * The encoding of bytes as printable ASCII in recordings.
 *
 * @module
 */

const LETTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\" };

/** Encodes bytes: printable ASCII stays as it is, other bytes become C escapes. */
export function escape(bytes: Uint8Array): string {
  let payload = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === "\\") payload += "\\\\";
    else if (character === "\n") payload += "\\n";
    else if (character === "\r") payload += "\\r";
    else if (character === "\t") payload += "\\t";
    else if (byte >= 0x20 && byte < 0x7f) payload += character;
    else payload += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return payload;
}

/**
 * Decodes a payload to bytes.
 *
 * @throws {TypeError} If it contains an unknown escape.
 */
export function unescape(payload: string): Uint8Array<ArrayBuffer> {
  const text = payload.replaceAll(/\\(?:x([0-9a-f]{2})|(.?))/g, (whole, hex, letter) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    const character = LETTERS[letter as string];
    if (character === undefined) throw new TypeError(`Invalid escape ${whole} in a recording`);
    return character;
  });
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
