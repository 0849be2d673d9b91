/**
 * A server for `ops:audio`: `/echo` gives back what it hears, `/barge` speaks until the caller does.
 * Prints its port; its `TIPRING_AUDIO_LISTEN` is in the environment.
 *
 * @module
 */
import { serve } from "../../../mod.ts";
import { openAudio, VoiceDetector } from "../../../src/audio/mod.ts";

const server = serve(async (channel) => {
  // Every frame counts here, also those of a pause that the machine makes.
  await using audio = await openAudio(channel, { maxDelay: 5000, maxQueue: 5000 });
  await audio.readable.pipeTo(audio.writable);
}, { port: 0 });

server.registerScriptHandler("/barge", async (channel) => {
  await using audio = await openAudio(channel);
  const speech = new Uint8Array(new Int16Array(8000 * 60).fill(5000).buffer);
  const playing = audio.play(speech);
  // One loud frame is enough, so that what is measured is the way and not the detector.
  const detector = new VoiceDetector({ attack: 20, floor: -20 });
  for await (const frame of audio.readable) if (detector.push(frame) === "begin") break;
  audio.flush();
  await playing;
  await audio.ended;
});

console.log(server.addr.port);
