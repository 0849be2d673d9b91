#!/usr/bin/env tipring
/**
 * Takes a message and uploads it while the caller speaks: there is no file on Asterisk's machine, and
 * what was said is stored even when the caller hangs up in the middle. A pause of three seconds, or any
 * key, ends the message.
 *
 *     exten => 302,1,AGI(agi://127.0.0.1/audio_voicemail)
 *
 * `VOICEMAIL_URL` names the folder to which the WAV file is sent by PUT. Needs Asterisk 18 or later with
 * `app_audiosocket.so`.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";
import { type CallAudio, openAudio, VoiceDetector, wavHeader } from "@tipring/agi/audio";

/** The longest message, and the pause that ends it, in milliseconds. */
const LONGEST = 120_000;
const PAUSE = 3000;

const handler: Handler = async (channel) => {
  const folder = Deno.env.get("VOICEMAIL_URL");
  if (folder === undefined) throw new Error("Taking a message failed: VOICEMAIL_URL is not set");
  const url = new URL(`${encodeURIComponent(channel.environment.uniqueId)}.wav`, `${folder}/`);
  await channel.answer();
  await channel.streamFile("vm-intro");
  await channel.streamFile("beep");
  // Up to ten seconds of audio wait for a slow upload.
  const audio = await openAudio(channel, { timeout: LONGEST, maxDelay: 10_000 });
  try {
    const response = await fetch(url, { method: "PUT", body: ReadableStream.from(message(audio)) });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`Uploading the message failed: ${response.status}`);
  } finally {
    await audio.close();
  }
  await channel.streamFile("vm-msgsaved");
};

export default handler;

/** The bytes of the file, as they come. */
async function* message(audio: CallAudio): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const detector = new VoiceDetector({ hangover: PAUSE });
  let pressed = false;
  const key = audio.dtmf[Symbol.asyncIterator]().next();
  key.then(() => void (pressed = true));
  yield wavHeader({ rate: audio.rate });
  for await (const frame of audio.readable) {
    yield frame;
    if (pressed || detector.push(frame) === "end") break;
  }
}
