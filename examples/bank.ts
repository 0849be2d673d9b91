#!/usr/bin/env tipring
/**
 * A telephone bank: a language menu with three attempts, a PIN that an HTTP service checks, the
 * balance, and an agent, with a voicemail where no agent answers.
 *
 *     exten => 600,1,AGI(agi://127.0.0.1/bank,https://bank.example.com/accounts)
 *
 * The service gets `POST {"account": "5551234", "pin": "4711"}`. It answers 200 with
 * `{"balance": "12.50"}` or, for a wrong PIN, 403. The sounds below `bank/` are your own; all others
 * come with Asterisk.
 *
 * @module
 */
import type { Channel, Handler } from "@tipring/agi";
import { dial, voicemail } from "@tipring/agi/applications";
import { chooseLanguage, collect, menu, play, say, silence } from "@tipring/agi/ivr";

/** How long the service may take, in milliseconds. */
const PATIENCE = 5000;

/** The agents, how long they ring in milliseconds, and the mailbox of callers who reach none. */
const AGENTS = ["PJSIP/agent-1", "PJSIP/agent-2"];
const RING_TIME = 20_000;
const MAILBOX = "600@default";

const handler: Handler = async (channel, request) => {
  const [service = ""] = request.args;
  await channel.answer();
  const language = await chooseLanguage(channel, {
    prompt: [silence(500), "bank/choose-language"],
    languages: { "1": "en", "2": "de" },
    noMatch: "pm-invalid-option",
    attempts: 3,
  });
  if (language.status !== "matched") return await sayGoodbye(channel);
  while (true) {
    const choice = await menu(channel, {
      prompt: "bank/main-menu",
      choices: { "1": "balance", "0": "agent", "9": "goodbye" },
      noMatch: "pm-invalid-option",
    });
    if (choice.status !== "matched" || choice.value === "goodbye") break;
    if (choice.value === "agent") return await connectAgent(channel);
    const balance = await askBalance(channel, service);
    if (balance === null) return await connectAgent(channel);
    await play(channel, ["bank/your-balance-is", say.money(balance, "USD"), silence(500)]);
  }
  await sayGoodbye(channel);
};

export default handler;

/** Asks for the PIN, and the service for the balance; `null` if there is no right PIN. */
async function askBalance(channel: Channel, service: string): Promise<string | null> {
  const account = channel.environment.callerId ?? "unknown";
  const answer = await collect(channel, {
    prompt: "vm-password",
    digits: 4,
    noMatch: "vm-incorrect",
    validate: async (pin, { signal }) => {
      const response = await fetch(service, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ account, pin }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      });
      if (response.ok) {
        const { balance }: { balance: unknown } = await response.json();
        return { value: `${balance}` };
      }
      await response.body?.cancel();
      return { wrong: response.status === 403 ? "vm-incorrect" : "bank/service-is-down" };
    },
  });
  return answer.status === "matched" ? answer.value : null;
}

/** Rings the agents; if none of them answers the caller can leave a message. */
async function connectAgent(channel: Channel): Promise<void> {
  await play(channel, "pls-hold-while-try");
  const { status } = await dial(channel, AGENTS, { timeout: RING_TIME });
  if (status === "ANSWER") return;
  await voicemail(channel, MAILBOX, { greeting: "unavailable" });
  await sayGoodbye(channel);
}

async function sayGoodbye(channel: Channel): Promise<void> {
  await play(channel, "vm-goodbye");
  await channel.hangup();
}
