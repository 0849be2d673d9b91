import { fromBytes, toBytes } from "../../protocol/binary.ts";
import { notSimulated, type ReadTable } from "./dialplan_function.ts";

/** Functions that encode, decode and hash texts. */
export const ENCODINGS: ReadTable = {
  BASE64_DECODE: decodeBase64,
  BASE64_ENCODE: (text) => text === "" ? undefined : toBytes(text).toBase64(),
  MD5: (text) => text === "" ? undefined : hash("md5", text),
  SHA1: (text) => text === "" ? undefined : hash("sha1", text),
  URIDECODE: (text) =>
    beforeNull(
      text.replaceAll(
        /%([0-9A-Fa-f]{2})/g,
        (_, hex: string) => String.fromCharCode(parseInt(hex, 16)),
      ),
    ),
  URIENCODE: (text) =>
    text.replaceAll(
      /[^A-Za-z0-9_.!~*'()-]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    ),
};

function hash(algorithm: "md5" | "sha1", text: string): string {
  // Not imported above: a bundle would load it for each script.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash(algorithm).update(toBytes(text)).digest("hex");
}

/** Decodes up to an equals sign. Asterisk decodes other characters too; that is not simulated. */
function decodeBase64(text: string): string | undefined {
  const [digits = ""] = text.split("=");
  if (text === "") return undefined;
  if (/[^A-Za-z0-9+/]/.test(digits)) throw notSimulated("BASE64_DECODE", "of what is not base64");
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return beforeNull(fromBytes(Uint8Array.fromBase64(whole, { lastChunkHandling: "loose" })));
}

/** Cuts a text at a NUL, where C ends it. */
function beforeNull(text: string): string {
  return text.replace(/\0[^]*/, "");
}
