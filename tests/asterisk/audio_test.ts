/**
 * Audio in a handler, on a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { openAudio } from "../../src/audio/mod.ts";
import { Asterisk } from "../../scripts/asterisk/asterisk.ts";
import { serveCall } from "./served_call.ts";

Deno.test("openAudio() hears the caller on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async ({ channel }) => {
    const frames: Uint8Array[] = [];
    {
      await using audio = await openAudio(channel);
      for await (const frame of audio.readable) {
        frames.push(frame);
        if (frames.length === 50) break;
      }
    }
    console.error(frames.length, await channel.getVariable("X"));
    assert(frames.every((frame) => frame.length === 320));
  }, { caller: { exten: "tone" } });
  assertEquals(status, "SUCCESS");
});
