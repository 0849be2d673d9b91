/**
 * Bytes as the printable ASCII of a recording.
 *
 * @module
 */

const LETTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\" };

/** The payload that stands for bytes: printable ASCII as it is, others as escapes of C. */
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
 * The bytes that a payload stands for.
 *
 * @throws {TypeError} If it holds an escape that there is not.
 */
export function unescape(payload: string): Uint8Array<ArrayBuffer> {
  const text = payload.replaceAll(/\\(?:x([0-9a-f]{2})|(.?))/g, (whole, hex, letter) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    const character = LETTERS[letter as string];
    if (character === undefined) throw new TypeError(`Cannot read the escape ${whole}`);
    return character;
  });
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
