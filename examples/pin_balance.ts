#!/usr/bin/env tipring
/**
 * Tells callers the balance of their account: choice of a language, a PIN with three tries, the
 * balance, goodbye. PINs and balances are in AstDB, by the number of the caller:
 * `asterisk -rx "database put pin 5551234 4711"`, and the same for `balance`.
 *
 *     exten => 100,1,AGI(agi://127.0.0.1/pin_balance)
 *
 * The sounds below `bank/` are one's own; all others come with Asterisk.
 *
 * @module
 */
import type { Channel, Handler } from "@tipring/agi";

/** How often a caller may try. */
const TRIES = 3;

const handler: Handler = async (channel) => {
  const account = channel.environment.callerId ?? "unknown";
  await channel.answer();
  await chooseLanguage(channel);
  if (await askPin(channel, account)) {
    const balance = await channel.databaseGet("balance", account);
    await channel.streamFile("bank/your-balance-is");
    await channel.sayNumber(Number(balance ?? 0));
    await channel.streamFile("digits/dollars");
  }
  await channel.streamFile("vm-goodbye");
  await channel.hangup();
};

export default handler;

/** From here on Asterisk takes the sounds of this language. */
async function chooseLanguage(channel: Channel): Promise<void> {
  const { digit } = await channel.getOption("bank/choose-language", { escapeDigits: "12" });
  await channel.setVariable("CHANNEL(language)", digit === "2" ? "de" : "en");
}

/** Whether the caller knows the PIN. Who has none is asked as well: nobody is to find that out. */
async function askPin(channel: Channel, account: string): Promise<boolean> {
  const pin = await channel.databaseGet("pin", account);
  for (let tries = 0; tries < TRIES; tries++) {
    const { digits } = await channel.getData("vm-password", { timeout: 5000, maxDigits: 4 });
    if (pin !== null && digits === pin) return true;
    await channel.streamFile("vm-incorrect");
  }
  return false;
}
