#!/usr/bin/env tipring
/**
 * Offers callers a call back so that they need not wait: at their own number, or at one that they
 * enter. The list is in AstDB, one family for each queue, so it outlives a restart:
 * `asterisk -rx "database show callback-sales"`.
 *
 *     exten => 300,1,Queue(sales,,,,60)
 *      same => n,AGI(agi://127.0.0.1/callback_queue,sales)
 *
 * The sounds below `callback/` are your own; all others come with Asterisk.
 *
 * @module
 */
import type { Channel, Handler } from "@tipring/agi";
import { collect, menu, play, say } from "@tipring/agi/ivr";

const handler: Handler = async (channel, request) => {
  const [queue = "default"] = request.args;
  const family = `callback-${queue}`;
  const own = channel.environment.callerId ?? "";
  await channel.answer();
  const choice = await menu(channel, {
    prompt: "callback/menu",
    choices: { "1": /^\d{3,15}$/.test(own) ? own : askNumber, "2": askNumber },
    attempts: 1,
  });
  if (choice.status !== "matched" || choice.value === null) return;
  // A caller who is already on the list keeps the earlier place.
  if (await channel.databaseGet(family, choice.value) === null) {
    await channel.databasePut(family, choice.value, new Date().toISOString());
  }
  await play(channel, "callback/we-will-call");
  await channel.hangup();
};

export default handler;

/** Asks for the number to call; `null` if the caller goes on waiting. */
async function askNumber(channel: Channel): Promise<string | null> {
  const answer = await collect(channel, {
    prompt: "vm-enter-num-to-call",
    digits: { min: 3, max: 15 },
    noMatch: "vm-pls-try-again",
  });
  if (answer.status !== "matched") return null;
  await play(channel, say.digits(answer.digits));
  return answer.digits;
}
