/**
 * What a caller types on a SIP telephone, as RTP events and as tones, on a real Asterisk.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Channel } from "../../mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { collect, menu, say, silence } from "../../src/ivr/mod.ts";
import { callBySip, type SipCaller, startSip } from "./sip_loop.ts";

/** Asterisk needs tones of some length: at 100 ms it missed 2 keys of 96 on a busy machine. */
const HANDS: readonly Omit<SipCaller, "delayMs" | "digits">[] = [
  { mode: "rfc4733", gapMs: 20, durationMs: 20 },
  { mode: "rfc4733", gapMs: 100, durationMs: 100 },
  { mode: "inband", gapMs: 150, durationMs: 250 },
];

Deno.test("collect() and menu() lose no key of a SIP telephone on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await startSip(asterisk);
  for (const hand of HANDS) {
    const callers = Array.from({ length: 16 }, (_, index) => ({
      ...hand,
      digits: "1234#5",
      delayMs: 400 + 190 * index,
    }));
    // In sequence, so that a failure names the hand.
    const answers = await callBySip(asterisk, callers, ask);
    assertEquals(answers, callers.map(() => ["1234", "5"]), JSON.stringify(hand));
  }
});

async function ask(channel: Channel): Promise<string[]> {
  const prompt = ["beep", say.number(21), silence(300), "beep"];
  const number = await collect(channel, { prompt, digits: { max: 9 }, attempts: 1 });
  const choice = await menu(channel, {
    prompt: "demo-congrats",
    choices: { "5": "five", "1": "one", "2": "two", "3": "three", "4": "four" },
    attempts: 1,
  });
  return [number, choice].map((answer) => "digits" in answer ? answer.digits : answer.status);
}
