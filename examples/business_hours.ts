#!/usr/bin/env tipring
/**
 * Asks a web service whether anybody is in, with music for the caller meanwhile, and tells the
 * dialplan by `OPEN`. The request ends when the caller hangs up. If the service fails, or takes too
 * long, the hours below are good.
 *
 *     exten => 400,1,AGI(agi://127.0.0.1/business_hours,https://hours.example.com/sales)
 *      same => n,GotoIf($["${OPEN}" = "yes"]?sales,s,1:voicemail,s,1)
 *
 * The service answers with JSON: `{"open": true}`.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";

/** How long the service may take, in milliseconds. */
const PATIENCE = 5000;

const handler: Handler = async (channel, request) => {
  const [url = ""] = request.args;
  await channel.answer();
  await channel.setMusic(true);
  let open: boolean;
  try {
    const signal = AbortSignal.any([channel.signal, AbortSignal.timeout(PATIENCE)]);
    open = await askService(url, signal);
  } catch (error) {
    // The caller hung up: nobody waits for an answer any more.
    channel.signal.throwIfAborted();
    await channel.verbose(`Cannot ask ${url}: ${error}`);
    open = isOpen(new Date());
  }
  await channel.setMusic(false);
  await channel.setVariable("OPEN", open ? "yes" : "no");
};

export default handler;

async function askService(url: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(url, { signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`it answers ${response.status}`);
  }
  const { open }: { open: unknown } = await response.json();
  return open === true;
}

/** Monday to Friday, from 9 to 17 o'clock, by the clock of this machine. */
export function isOpen(now: Date): boolean {
  const weekday = now.getDay() >= 1 && now.getDay() <= 5;
  return weekday && now.getHours() >= 9 && now.getHours() < 17;
}
