/**
 * A server whose calls are an echo: prints its port, and a line for each audio that is open.
 *
 * @module
 */
import { serve } from "../../mod.ts";
import { openAudio } from "../../src/audio/mod.ts";

const server = serve(async (channel) => {
  await using audio = await openAudio(channel);
  console.log("open");
  await audio.readable.pipeTo(audio.writable);
}, { port: 0 });
console.log(server.addr.port);
