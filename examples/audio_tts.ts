#!/usr/bin/env tipring
/**
 * Says any text, spoken by espeak-ng on this machine, and lets the caller interrupt it by a key.
 *
 *     exten => 304,1,AGI(agi://127.0.0.1/audio_tts,"Your order has been shipped.",en)
 *
 * Needs espeak-ng, and Asterisk 18 or later with `app_audiosocket.so`.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";
import { openAudio, readWavHeader, ResampleStream } from "@tipring/agi/audio";

const handler: Handler = async (channel, { args: [text = "", voice = "en"] }) => {
  if (!/^[a-z][\w-]*$/i.test(voice)) throw new TypeError(`Speaking failed: no voice is "${voice}"`);
  await channel.answer();
  await using audio = await openAudio(channel);
  await using child = new Deno.Command("espeak-ng", {
    args: ["-v", voice, "--stdin", "--stdout"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { rate, samples } = await readWav(child.stdout);
  const key = audio.dtmf[Symbol.asyncIterator]().next();
  key.then(() => audio.flush());
  await audio.play(samples.pipeThrough(new ResampleStream(rate, audio.rate)));
};

export default handler;

/** Reads the header of a WAV stream; returns its rate, and the stream of its samples. */
async function readWav(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<{ rate: number; samples: ReadableStream<Uint8Array> }> {
  const reader = stream.getReader();
  let head = new Uint8Array();
  while (true) {
    const info = head.length < 44 ? undefined : readWavHeader(head);
    if (info !== undefined) {
      reader.releaseLock();
      const rest = head.subarray(info.offset);
      return { rate: info.rate, samples: ReadableStream.from(joined(rest, stream)) };
    }
    const { value, done } = await reader.read();
    if (done) throw new Error("Speaking failed: espeak-ng wrote no WAV file");
    head = new Uint8Array([...head, ...value]);
  }
}

async function* joined(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
