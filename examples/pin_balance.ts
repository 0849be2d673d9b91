#!/usr/bin/env tipring
/**
 * Says the balance of the caller's account: choice of a language, a PIN with three attempts, the
 * balance, goodbye. PINs and balances are in AstDB, by the number of the caller:
 * `asterisk -rx "database put pin 5551234 4711"`, and the same for `balance`.
 *
 *     exten => 100,1,AGI(agi://127.0.0.1/pin_balance)
 *
 * The sounds below `bank/` are your own; all others come with Asterisk.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";
import { chooseLanguage, collect, play, say } from "@tipring/agi/ivr";

const handler: Handler = async (channel) => {
  const account = channel.environment.callerId ?? "unknown";
  await channel.answer();
  await chooseLanguage(channel, {
    prompt: "bank/choose-language",
    languages: { "1": "en", "2": "de" },
    attempts: 1,
  });
  // A caller without a PIN hears the same as one with a wrong PIN.
  const pin = await collect(channel, {
    prompt: "vm-password",
    digits: 4,
    noMatch: "vm-incorrect",
    validate: async (digits) => digits === await channel.databaseGet("pin", account),
  });
  if (pin.status === "matched") {
    const balance = await channel.databaseGet("balance", account) ?? "0";
    await play(channel, ["bank/your-balance-is", say.money(balance, "USD")]);
  }
  await play(channel, "vm-goodbye");
  await channel.hangup();
};

export default handler;
