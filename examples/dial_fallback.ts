#!/usr/bin/env tipring
/**
 * Rings one destination after the other until somebody answers; if nobody does the call goes on in
 * the context `voicemail`.
 *
 *     exten => 500,1,AGI(agi://127.0.0.1/dial_fallback,PJSIP/reception,PJSIP/anna&PJSIP/bert)
 *
 * The destinations come from the dialplan, not from the caller: anyone who can choose them can
 * call anywhere.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";
import { dial, goto } from "@tipring/agi/applications";

/** How long one destination rings, in milliseconds. */
const RING_TIME = 20_000;

const handler: Handler = async (channel, request) => {
  for (const destination of request.args) {
    const { status } = await dial(channel, destination.split("&"), { timeout: RING_TIME });
    if (status === "ANSWER") return;
    await channel.verbose(`${destination}: ${status}`);
  }
  await channel.answer();
  await channel.streamFile("vm-nobodyavail");
  await goto(channel, { context: "voicemail", extension: channel.environment.extension });
};

export default handler;
