import type { Command } from "../command.ts";
import { checkFilled, checkMilliseconds } from "./_check.ts";
import { readDone, readInteger, readText, unreadable } from "./_read.ts";

/** Options of {@linkcode receiveChar} and {@linkcode receiveText}. */
export interface ReceiveOptions {
  /** The most milliseconds to wait; 0 does not wait. The default is `Infinity`. */
  timeout?: number;
}

/**
 * Waits for a text message and returns its first character, the rest is lost. Returns `null` if none
 * came in time, and `""` for an empty text. A character beyond ASCII is U+FFFD: Asterisk tells only
 * its first byte.
 *
 * Sends `RECEIVE CHAR timeout`. Asterisk answers a timeout by `-1 (hangup)`; it is found out which
 * it was. A timeout of 0 does not wait for ever, as Asterisk's documentation has it.
 *
 * @throws {RangeError} If `timeout` is out of its range.
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
 * Waits for a text message. Returns it, or `null` if none came in time, or the channel has no text.
 *
 * Sends `RECEIVE TEXT timeout`. A timeout of 0 does not wait.
 *
 * @throws {RangeError} If `timeout` is out of its range.
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
 * Sends a text message, where the channel can do that. Asterisk does not tell when it cannot.
 *
 * Sends `SEND TEXT text`.
 *
 * @param text One line: CR, LF and NUL are refused when it is sent.
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
 * Sends an image, where the channel can do that. Asterisk tells neither when it cannot, nor when
 * there is no such image.
 *
 * Sends `SEND IMAGE image`.
 *
 * @param image The image's name without its ending, below Asterisk's folder of images.
 * @throws {TypeError} If the name is empty.
 * @throws {AgiAppError} When sent, if Asterisk says -1 while the channel lives.
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
