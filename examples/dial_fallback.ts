#!/usr/bin/env tipring
/**
 * Rings one destination after the other until somebody answers; if nobody does the call goes on in
 * the context `voicemail`.
 *
 *     exten => 500,1,AGI(agi://127.0.0.1/dial_fallback,PJSIP/reception,PJSIP/anna&PJSIP/bert)
 *
 * The destinations come from the dialplan, not from the caller: whoever may choose them can call
 * anywhere.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";

/** How long one destination rings, in seconds. */
const RING_SECONDS = 20;

const handler: Handler = async (channel, request) => {
  for (const destination of request.args) {
    await channel.exec("Dial", destination, RING_SECONDS, "g");
    const status = await channel.getVariable("DIALSTATUS");
    if (status === "ANSWER") return;
    await channel.verbose(`${destination}: ${status ?? "no such destination"}`);
  }
  await channel.answer();
  await channel.streamFile("vm-nobodyavail");
  await channel.setContext("voicemail");
  await channel.setExtension(channel.environment.extension);
  await channel.setPriority(1);
};

export default handler;
