import type { Command } from "../command.ts";
import { readDone, readInteger, unreadable } from "./_read.ts";

/** The states of a channel, at the places of the numbers by which Asterisk tells them. */
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

/** The state of a channel: `"up"` is one that is answered. */
export type ChannelState = typeof CHANNEL_STATES[number];

/** A bit that Asterisk may add to the state: the channel is muted. */
const MUTE_BIT = 1 << 16;

/**
 * Answers the channel; one that is up already stays so.
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
 * Tells the state of a channel, or `null` if there is no channel of that name.
 *
 * Sends `CHANNEL STATUS [channelname]`. On a channel that is hung up Asterisk refuses it, also for
 * other channels.
 *
 * @param channel The name of another channel, e.g. `PJSIP/100-00000001`; this one by default.
 * @throws {AgiUnknownError} When sent, if Asterisk has a state that this package does not know.
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
 * Hangs up a channel. Returns whether there was one to hang up.
 *
 * Sends `HANGUP [channelname]`. When this channel is hung up the call is over: `channel.signal`
 * aborts, and only commands by `channel.afterHangup` still work.
 *
 * @param channel The name of another channel, e.g. `PJSIP/100-00000001`; this one by default.
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
