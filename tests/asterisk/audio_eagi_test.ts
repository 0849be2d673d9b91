/**
 * Audio in a script that a real Asterisk runs by EAGI().
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Asterisk } from "./harness/asterisk.ts";
import { VERSION } from "./version.ts";

const ROOT = new URL("../../", import.meta.url).href;

const SCRIPT = `#!/usr/bin/env -S deno run -A --config ${
  new URL("../../deno.json", import.meta.url).pathname
}
import { runScript } from "${ROOT}mod.ts";
import { bytesOf, openAudio, samplesOf } from "${ROOT}src/audio/mod.ts";

await runScript(async (channel) => {
  const notes = [];
  try {
    const audio = await openAudio(channel, { via: "eagi" });
    notes.push(audio.rate);
    const reader = audio.readable.getReader();
    const tone = Int16Array.from({ length: 8 * 1500 }, (_, index) => 8000 * Math.sin(index / 2));
    const playing = audio.play(bytesOf(tone));
    while (true) {
      const { value } = await reader.read();
      if (samplesOf(value).some((sample) => sample > 6000)) break;
    }
    notes.push("heard", await playing);
    await channel.noop().catch((error) => notes.push(error.message.includes("was not sent")));
    const keys = audio.dtmf[Symbol.asyncIterator]();
    notes.push((await keys.next()).value, (await keys.next()).value);
    const again = audio.play(bytesOf(tone.subarray(0, 1600)));
    notes.push(await again);
    await audio.close();
    notes.push((await audio.ended).reason, await channel.channelStatus());
  } catch (error) {
    notes.push(String(error));
  }
  await channel.setVariable("NOTES", notes.join(" "));
});
`;

Deno.test("openAudio() hears and speaks in a script of EAGI() on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start({ version: VERSION });
  await Deno.writeTextFile(`${asterisk.agiBin}/audio.ts`, SCRIPT, { mode: 0o755 });
  const call = await asterisk.originate({
    exten: "eagi",
    agi: "audio.ts",
    caller: { exten: "echo" },
    report: ["NOTES"],
  });
  const press = async (Digit: string) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const fields = { Channel: call.callerChannel, Digit, Duration: "100" };
    await asterisk.ami.action("PlayDTMF", fields);
  };
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await press("5");
  await press("6");
  assertEquals(await call.vars, {
    NOTES: "8000 heard true true 5 6 true closed up",
  }, await asterisk.stderr());
  assertEquals(await call.status, "SUCCESS");
});
