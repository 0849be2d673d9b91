#!/usr/bin/env tipring
/**
 * Offers a call back to who does not want to wait: at the number that called, or at one that the
 * caller enters. The list is in AstDB, one family for each queue, so it outlives a restart:
 * `asterisk -rx "database show callback-sales"`.
 *
 *     exten => 300,1,Queue(sales,,,,60)
 *      same => n,AGI(agi://127.0.0.1/callback_queue,sales)
 *
 * The sounds below `callback/` are one's own; all others come with Asterisk.
 *
 * @module
 */
import type { Channel, Handler } from "@tipring/agi";

/** Numbers that are called back: at least so many digits, and no more than these. */
const NUMBER = /^\d{3,15}$/;

const handler: Handler = async (channel, request) => {
  const [queue = "default"] = request.args;
  const family = `callback-${queue}`;
  await channel.answer();
  const number = await askNumber(channel, channel.environment.callerId ?? "");
  if (number === null) return;
  // Who asks twice keeps the place of the first time.
  if (await channel.databaseGet(family, number) === null) {
    await channel.databasePut(family, number, new Date().toISOString());
  }
  await channel.streamFile("callback/we-will-call");
  await channel.hangup();
};

export default handler;

/** The number to call: 1 takes the caller's own, 2 asks for another; `null` goes on waiting. */
async function askNumber(channel: Channel, own: string): Promise<string | null> {
  const choice = await channel.getOption("callback/menu", { escapeDigits: "12" });
  if (choice.digit === null) return null;
  if (choice.digit === "1" && NUMBER.test(own)) return own;
  while (true) {
    const { digits } = await channel.getData("vm-enter-num-to-call", { maxDigits: 15 });
    if (digits === "") return null;
    if (NUMBER.test(digits)) {
      await channel.sayDigits(digits);
      return digits;
    }
    await channel.streamFile("vm-pls-try-again");
  }
}
