#!/usr/bin/env tipring
/**
 * Gives the caller back what they say, until they press `#`: a test of the line, both ways. `#` skips
 * the prompt as well.
 *
 *     exten => 301,1,AGI(agi://127.0.0.1/audio_echo)
 *
 * Needs Asterisk 18 or later with `app_audiosocket.so`.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";
import { openAudio } from "@tipring/agi/audio";

/** The longest that a call may take, in milliseconds. */
const TIMEOUT = 300_000;

const handler: Handler = async (channel) => {
  await channel.answer();
  await channel.streamFile("demo-echotest", { escapeDigits: "#" });
  {
    await using audio = await openAudio(channel, { timeout: TIMEOUT });
    const echo = audio.readable.pipeTo(audio.writable).catch(() => {});
    for await (const key of audio.dtmf) if (key === "#") break;
    await audio.close();
    await echo;
  }
  await channel.streamFile("demo-echodone");
};

export default handler;
