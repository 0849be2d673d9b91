#!/usr/bin/env tipring
/**
 * Writes down what the caller says while they speak, by a streaming recogniser with the protocol of
 * Vosk's server, and puts the text into the variable `TRANSCRIPT`. Any key ends it.
 *
 *     exten => 303,1,AGI(agi://127.0.0.1/audio_transcription)
 *
 * `VOSK_URL` is the address of the recogniser, by default `ws://127.0.0.1:2700`. Needs Asterisk 18 or later
 * with `app_audiosocket.so`.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";
import { openAudio } from "@tipring/agi/audio";

/** The longest that the caller may speak, in milliseconds. */
const LONGEST = 120_000;

const handler: Handler = async (channel) => {
  await channel.answer();
  const socket = new WebSocket(Deno.env.get("VOSK_URL") ?? "ws://127.0.0.1:2700");
  const texts: string[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      const { text } = JSON.parse(data);
      if (typeof text === "string" && text !== "") texts.push(text);
    };
    socket.onclose = () => resolve();
    socket.onerror = () => reject(new Error(`The recogniser at ${socket.url} failed`));
  });
  finished.catch(() => {});
  try {
    await Promise.race([finished, new Promise((resolve) => void (socket.onopen = resolve))]);
    await using audio = await openAudio(channel, { timeout: LONGEST });
    socket.send(JSON.stringify({ config: { sample_rate: audio.rate } }));
    const key = audio.dtmf[Symbol.asyncIterator]().next();
    key.then(() => audio.close());
    for await (const frame of audio.readable) {
      if (socket.readyState !== WebSocket.OPEN) break;
      socket.send(frame);
    }
    // The last words come after the end, and the recogniser closes.
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ eof: 1 }));
    await finished;
  } finally {
    socket.close();
    // Also when the caller has hung up meanwhile.
    await channel.afterHangup.setVariable("TRANSCRIPT", texts.join(" "));
  }
};

export default handler;
