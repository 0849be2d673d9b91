import type { Command } from "../command.ts";
import { checkFilled, checkMilliseconds } from "./_check.ts";
import { readDone, readInteger, readText, unreadable } from "./_read.ts";

/** Options of {@linkcode receiveChar} and {@linkcode receiveText}. */
export interface ReceiveOptions {
  /** How long to wait, in milliseconds; 0 does not wait. The default is `Infinity`. */
  timeout?: number;
}

/**
 * Waits for a text message and returns its first character; the rest is lost. Returns `null` on
 * timeout and `""` for an empty message. A non-ASCII character becomes U+FFFD, because Asterisk
 * sends only its first byte.
 *
 * Sends `RECEIVE CHAR timeout`. Asterisk also reports a timeout as `-1 (hangup)`; the session
 * checks which it was. Contrary to Asterisk's documentation, a timeout of 0 does not wait
 * indefinitely.
 *
 * @throws {RangeError} If `timeout` is out of range.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const character = await channel.receiveChar({ timeout: 10_000 });
 *   if (character === "y") await channel.sendText("Thank you");
 * };
 * ```
 */
export function receiveChar(options: ReceiveOptions = {}): Command<string | null> {
  const { timeout = Infinity } = options;
  const verb = "RECEIVE CHAR";
  return {
    verb,
    args: [checkMilliseconds("timeout", timeout, "-1")],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    parse(reply) {
      const code = readInteger(reply);
      if (code === -1) return null;
      if (code === 0) return "";
      if (code < -1 || code > 255) throw unreadable();
      return code < 128 ? String.fromCharCode(code) : "\ufffd";
    },
  };
}

/**
 * Waits for a text message. Returns the text, or `null` on timeout or if the channel does not
 * support text.
 *
 * Sends `RECEIVE TEXT timeout`. A timeout of 0 does not wait.
 *
 * @throws {RangeError} If `timeout` is out of range.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sendText("What is your name?");
 *   const name = await channel.receiveText({ timeout: 30_000 });
 *   await channel.sendText(`Hello ${name ?? "stranger"}`);
 * };
 * ```
 */
export function receiveText(options: ReceiveOptions = {}): Command<string | null> {
  const { timeout = Infinity } = options;
  const verb = "RECEIVE TEXT";
  return {
    verb,
    args: [checkMilliseconds("timeout", timeout, "-1")],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    freeText: true,
    parse(reply) {
      if (reply.result === "-1") return null;
      const text = readText(reply);
      if (reply.result !== "1" || text === null) throw unreadable();
      return text;
    },
  };
}

/**
 * Sends a text message if the channel supports that. Asterisk does not report an unsupported
 * channel.
 *
 * Sends `SEND TEXT text`.
 *
 * @param text A single line: sending it fails if it contains CR, LF or NUL.
 * @throws {AgiAppError} When sent, if Asterisk could not send it.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sendText("You are number 3 in the queue");
 * };
 * ```
 */
export function sendText(text: string): Command<void> {
  return {
    verb: "SEND TEXT",
    args: [text],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    parse: readDone,
  };
}

/**
 * Sends an image if the channel supports that. Asterisk reports neither an unsupported channel nor
 * a missing image.
 *
 * Sends `SEND IMAGE image`.
 *
 * @param image The image file without its extension, relative to Asterisk's images folder.
 * @throws {TypeError} If `image` is empty.
 * @throws {AgiAppError} When sent, if Asterisk returns -1 on a live channel.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sendImage("asterisk-logo");
 * };
 * ```
 */
export function sendImage(image: string): Command<void> {
  return {
    verb: "SEND IMAGE",
    target: image,
    args: [checkFilled("image", image)],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    parse: readDone,
  };
}
