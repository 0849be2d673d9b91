/**
 * Audio in a script that a real Asterisk runs by EAGI().
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMPILED, PROGRAM } from "../cli/program.ts";
import { Build } from "../compiled/build.ts";
import { Asterisk } from "./harness/asterisk.ts";
import type { Call } from "./harness/call.ts";
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

/** What runs handler files with all permissions, which descriptor 3 needs. */
async function withProgram(use: (program: readonly string[]) => Promise<void>): Promise<void> {
  if (COMPILED === undefined) return await use(PROGRAM);
  await using build = await Build.make(["-A"]);
  await use([build.program]);
}

/** Starts an Asterisk whose AGI folder has a handler file that the program runs. */
async function startWith(handler: string, program: readonly string[]): Promise<Asterisk> {
  const asterisk = await Asterisk.start({ version: VERSION });
  const text = `#!/usr/bin/env -S ${program.join(" ")}\n${handler}`;
  await Deno.writeTextFile(`${asterisk.agiBin}/handler.ts`, text, { mode: 0o755 });
  return asterisk;
}

/** Places a call to the handler file, from a party that plays a tone. */
function callHandler(asterisk: Asterisk, set: Record<string, string> = {}): Promise<Call> {
  return asterisk.originate({
    exten: "eagi",
    agi: "handler.ts",
    caller: { exten: "tone" },
    set,
    report: ["NOTES"],
  });
}

/** Hears a tone while a command waits, opens the audio in between, and hears the tone again. */
const LISTENER = `
import { openAudio, samplesOf } from "@tipring/agi/audio";

const isLoud = (chunk) => samplesOf(chunk).some((sample) => sample > 5000);

export default async (channel, { audio }) => {
  const notes = [];
  try {
    const { name, encoding, rate } = await audio.format();
    notes.push(name, encoding, rate);
    const reader = audio.readable.getReader();
    const waiting = channel.waitForDigit({ timeout: 2000 });
    for (let heard = 0; heard < 25;) if (isLoud((await reader.read()).value)) heard++;
    notes.push("heard");
    await openAudio(channel, { via: "eagi" }).catch((error) => notes.push(error.message.slice(0, 51)));
    await channel.noop();
    await waiting;
    reader.releaseLock();
    const opened = await openAudio(channel, { via: "eagi" });
    const frames = opened.readable.getReader();
    while (!isLoud((await frames.read()).value));
    await opened.close();
    const again = audio.readable.getReader();
    while (!isLoud((await again.read()).value));
    notes.push("heard again", await channel.channelStatus());
  } catch (error) {
    notes.push(String(error));
  }
  await channel.setVariable("NOTES", notes.join(", "));
};
`;

Deno.test("request.audio hears the caller while commands run on a real Asterisk", async () => {
  await withProgram(async (program) => {
    await using asterisk = await startWith(LISTENER, program);
    for (const [format, rate] of [["slin", 8000], ["slin16", 16_000]] as const) {
      const call = await callHandler(asterisk, { EAGI_AUDIO_FORMAT: format });
      assertEquals(await call.vars, {
        NOTES: `${format}, pcm, ${rate}, heard, ` +
          "Opening audio failed: request.audio has a reader (r, heard again, up",
      }, await asterisk.stderr());
      assertEquals(await call.status, "SUCCESS", await asterisk.stderr());
    }
  });
});

Deno.test("openAudio() that is closed at once fails no command of a real Asterisk", async () => {
  await withProgram(async (program) => {
    await using asterisk = await startWith(
      `
import { openAudio } from "@tipring/agi/audio";

export default async (channel) => {
  const ends = [];
  // Asterisk opens what it plays before or after.
  while (ends.length < 100) {
    const audio = await openAudio(channel, { via: "eagi" });
    await audio.close();
    ends.push((await audio.ended).reason);
  }
  // Somebody tidies the temporary folder meanwhile.
  const folder = Deno.makeTempDirSync();
  Deno.env.set("TMPDIR", folder);
  const audio = await openAudio(channel, { via: "eagi" });
  const reader = audio.readable.getReader();
  await reader.read();
  Deno.removeSync(folder, { recursive: true });
  await audio.close();
  ends.push((await audio.ended).reason);
  await channel.setVariable("NOTES", [...new Set(ends), await channel.channelStatus()].join(", "));
};
`,
      program,
    );
    const call = await callHandler(asterisk);
    assertEquals(await call.vars, { NOTES: "closed, up" }, await asterisk.stderr());
    assertEquals(await call.status, "SUCCESS", await asterisk.stderr());
    const log = await asterisk.log();
    assert(!log.includes("does not exist in any format"), log);
  });
});

Deno.test("request.audio ends with the caller's hangup on a real Asterisk", async () => {
  await withProgram(async (program) => {
    await using asterisk = await startWith(
      `
export default async (channel, { audio }) => {
  let bytes = 0;
  for await (const chunk of audio.readable) bytes += chunk.length;
  await channel.afterHangup.setVariable("NOTES", bytes > 320 ? "ended" : "ended early");
};
`,
      program,
    );
    const call = await callHandler(asterisk);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await call.hangup();
    assertEquals(await call.vars, { NOTES: "ended" }, await asterisk.stderr());
  });
});

Deno.test("request.audio that nothing reads costs no call, and no warning of a real Asterisk", async () => {
  await withProgram(async (program) => {
    await using asterisk = await startWith(
      `
export default async (channel) => {
  await channel.waitForDigit({ timeout: 7000 });
  await channel.setVariable("NOTES", "done");
};
`,
      program,
    );
    const call = await callHandler(asterisk);
    assertEquals(await call.vars, { NOTES: "done" }, await asterisk.stderr());
    assertEquals(await call.status, "SUCCESS");
    // A full pipe makes a warning of each frame.
    const log = await asterisk.log();
    assert(!log.includes("write() failed"), log);
    assertStringIncludes(log, "EAGI");
  });
});
