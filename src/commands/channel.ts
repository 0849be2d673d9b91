import type { Command } from "../command.ts";
import { readDone, readInteger, unreadable } from "./_read.ts";

/** The states of a channel; the index is the number that Asterisk sends. */
export const CHANNEL_STATES = [
  "down",
  "reserved",
  "off-hook",
  "dialing",
  "ring",
  "ringing",
  "up",
  "busy",
  "dialing-off-hook",
  "pre-ring",
] as const;

/** The state of a channel; `"up"` means answered. */
export type ChannelState = typeof CHANNEL_STATES[number];

/** Bit that Asterisk sets in the state of a muted channel. */
const MUTE_BIT = 1 << 16;

/**
 * Answers the channel. Has no effect if it is already up.
 *
 * Sends `ANSWER`.
 *
 * @throws {AgiAppError} When sent, if the channel cannot be answered.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 * };
 * ```
 */
export function answer(): Command<void> {
  return {
    verb: "ANSWER",
    args: [],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    parse: readDone,
  };
}

/**
 * Returns the state of a channel, or `null` if no channel has that name.
 *
 * Sends `CHANNEL STATUS [channelname]`. After a hangup Asterisk refuses it, even for other
 * channels.
 *
 * @param channel The name of another channel, e.g. `PJSIP/100-00000001`; this channel by default.
 * @throws {AgiUnknownError} When sent, if this package does not know the state.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   if (await channel.channelStatus() !== "up") await channel.answer();
 * };
 * ```
 */
export function channelStatus(channel?: string): Command<ChannelState | null> {
  const verb = "CHANNEL STATUS";
  return {
    verb,
    args: channel === undefined ? [] : [channel],
    allowedOnDeadChannel: false,
    parse(reply) {
      const state = readInteger(reply);
      if (state === -1) return null;
      const name = CHANNEL_STATES[state & ~MUTE_BIT];
      if (name === undefined) throw unreadable();
      return name;
    },
  };
}

/**
 * Hangs up a channel. Returns `false` if the channel does not exist.
 *
 * Sends `HANGUP [channelname]`. Hanging up this channel ends the call: `channel.signal` aborts, and
 * only the commands of `channel.afterHangup` still work.
 *
 * @param channel The name of another channel, e.g. `PJSIP/100-00000001`; this channel by default.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.streamFile("vm-goodbye");
 *   await channel.hangup();
 * };
 * ```
 */
export function hangup(channel?: string): Command<boolean> {
  const verb = "HANGUP";
  return {
    verb,
    args: channel === undefined ? [] : [channel],
    allowedOnDeadChannel: false,
    parse(reply) {
      const result = readInteger(reply);
      if (result !== 1 && result !== -1) throw unreadable();
      return result === 1;
    },
  };
}
