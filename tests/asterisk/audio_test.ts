/**
 * Audio in a handler, on a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { AgiAudioError, AgiHangup, serve } from "../../mod.ts";
import { Recorder } from "../../src/recording/recorder.ts";
import {
  type AudioEnd,
  bytesOf,
  type CallAudio,
  decodeWav,
  openAudio,
  readWavHeader,
  samplesOf,
} from "../../src/audio/mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { errorOf, pressing, serveCall } from "./served_call.ts";

/** A sine of 1 kHz, which any codec on the way keeps. */
function tone(milliseconds: number, rate = 8000): Uint8Array {
  return bytesOf(Int16Array.from(
    { length: milliseconds * rate / 1000 },
    (_, index) => 8000 * Math.sin(2 * Math.PI * 1000 * index / rate),
  ));
}

/** The loudest sample. */
function loudness(frame: Uint8Array): number {
  return samplesOf(frame).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** Reads frames until this is true for one; returns how many were read. */
async function readUntil(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  test: (frame: Uint8Array) => boolean,
): Promise<number> {
  for (let count = 1;; count++) {
    const { value } = await reader.read();
    if (value === undefined) throw new Error(`The audio ended after ${count - 1} frames`);
    if (test(value)) return count;
  }
}

/** Keeps the process busy. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

Deno.test("openAudio() hears the caller, speaks, and takes keys on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    {
      await using audio = await openAudio(channel);
      const reader = audio.readable.getReader();
      // The other party is an echo.
      const playing = audio.play(tone(1000));
      await readUntil(reader, (frame) => frame.length === 320 && loudness(frame) > 7000);
      assertEquals(await playing, true);
      const digits = audio.dtmf[Symbol.asyncIterator]();
      await scene.asterisk.ami.action("PlayDTMF", {
        Channel: scene.call.callerChannel,
        Digit: "7",
        Duration: "100",
      });
      assertEquals((await digits.next()).value, "7");
    }
    await channel.setVariable("X", "after");
    assertEquals(await channel.getVariable("X"), "after");
    // And once more on the same call.
    await using audio = await openAudio(channel);
    await audio.play(tone(100));
    await audio.close();
    assertEquals(await audio.ended, { reason: "closed" });
    assertEquals(await channel.channelStatus(), "up");
    assertEquals(await pressing(scene, "5", () => channel.waitForDigit()), "5");
  }, { caller: { exten: "echo" } });
  assertEquals(status, "SUCCESS");
});

Deno.test("openAudio() loses no frame, and flush() is heard within 40 ms on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel }) => {
    await using audio = await openAudio(channel);
    const reader = audio.readable.getReader();
    const playing = audio.play(tone(30_000));
    await readUntil(reader, (frame) => loudness(frame) > 7000);
    let quiet = 0;
    for (let count = 0; count < 100; count++) {
      const { value } = await reader.read();
      if (value === undefined || loudness(value) < 7000) quiet++;
    }
    assertEquals([quiet, audio.dropped], [0, 0]);
    const { played, dropped } = audio.flush();
    assertEquals(played + dropped, 30_000);
    const frames = await readUntil(reader, (frame) => loudness(frame) < 100);
    // One was on its way, the one that is silent counts as well.
    assert(frames <= 3, `${frames} frames until silence`);
    assertEquals(await playing, false);
  }, { caller: { exten: "echo" } });
});

Deno.test("openAudio() ends with the caller's hangup on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  let end: AudioEnd | undefined;
  const { result, status } = await serveCall(asterisk, async ({ channel, call }) => {
    await using audio = await openAudio(channel);
    const piping = audio.readable.pipeTo(audio.writable);
    await call.hangup();
    await piping;
    end = await audio.ended;
    return await errorOf(channel.streamFile("beep"));
  }, { caller: { exten: "tone" } });
  assertEquals(end?.reason, "hangup");
  assertInstanceOf(result, AgiHangup);
  assertEquals(status, "HANGUP");
});

Deno.test("openAudio() leaves no EXEC behind when the handler throws on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await using server = serve(async (channel) => {
    await using _audio = await openAudio(channel);
    throw new Error("The handler failed");
  }, { port: 0 });
  const call = await asterisk.originate({ agi: `agi://127.0.0.1:${server.addr.port}` });
  assertEquals(await call.status, "SUCCESS");
});

Deno.test("openAudio() ends when the server drains on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const opened = Promise.withResolvers<CallAudio>();
  const server = serve(async (channel) => {
    await using audio = await openAudio(channel);
    opened.resolve(audio);
    await audio.readable.pipeTo(audio.writable);
  }, { port: 0 });
  const call = await asterisk.originate({
    agi: `agi://127.0.0.1:${server.addr.port}`,
    caller: { exten: "tone" },
  });
  const audio = await opened.promise;
  await server.shutdown({ timeout: 100 });
  assertEquals((await audio.ended).reason, "hangup");
  assertEquals(await call.status, "SUCCESS");
});

Deno.test("openAudio() survives a second of a blocked process, without old audio, on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel }) => {
    await using audio = await openAudio(channel);
    const reader = audio.readable.getReader();
    await reader.read();
    block(1000);
    // The backlog comes at once, and all but 200 ms of it is dropped.
    const begun = performance.now();
    for (let count = 0; count < 30; count++) await reader.read();
    const passed = performance.now() - begun;
    assert(passed > 300, `30 frames came in ${passed} ms`);
    assert(audio.dropped >= 500, `${audio.dropped} ms were dropped`);
    assertEquals(audio.signal.aborted, false);
  }, { caller: { exten: "tone" } });
});

Deno.test("openAudio() reports a timeout when the process was blocked too long on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async ({ channel }) => {
    await using audio = await openAudio(channel);
    // A busy machine may give Asterisk no time to notice the first pause.
    while (!audio.signal.aborted) {
      block(2600);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    assertEquals((await audio.ended).reason, "timeout");
    assertEquals(await channel.channelStatus(), "up");
    // Frames of the caller would keep the audio open.
  }, { caller: { exten: "wait" } });
  assertEquals(status, "SUCCESS");
});

Deno.test("openAudio() says what is missing on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel }) => {
    await assertRejects(() => openAudio(channel), AgiAudioError, "not answered (call answer()");
    await channel.answer();
    await using audio = await openAudio(channel);
    await audio.close();
    const unload = (Module: string) =>
      asterisk.ami.action("ModuleLoad", { Module, LoadType: "unload" });
    await unload("app_audiosocket.so");
    await assertRejects(() => openAudio(channel), AgiAudioError, "load app_audiosocket.so");
    await unload("chan_audiosocket.so");
    await assertRejects(
      () => openAudio(channel, { via: "channel" }),
      AgiAudioError,
      "chan_audiosocket.so",
    );
    assertEquals(await channel.channelStatus(), "up");
  }, { exten: "run" });
});

Deno.test("openAudio() gives HD audio by a channel on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    {
      await using audio = await openAudio(channel, { via: "channel", rate: 16_000 });
      const reader = audio.readable.getReader();
      const playing = audio.play(tone(1000, 16_000));
      await readUntil(reader, (frame) => frame.length === 640 && loudness(frame) > 7000);
      assertEquals(await playing, true);
    }
    assertEquals(await channel.channelStatus(), "up");
    await using audio = await openAudio(channel, { via: "channel" });
    assertEquals(audio.frameBytes, 320);
    await scene.call.hangup();
    assertEquals((await audio.ended).reason, "hangup");
  }, { caller: { exten: "echo" } });
  assertEquals(status, "HANGUP");
});

Deno.test("openAudio() carries 40 calls at a time on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await using server = serve(async (channel) => {
    await using audio = await openAudio(channel, { timeout: 2000 });
    const reader = audio.readable.getReader();
    void audio.play(tone(2000));
    await readUntil(reader, (frame) => loudness(frame) > 7000);
    await channel.signal.throwIfAborted();
    await audio.ended;
    await channel.setVariable("DROPPED", audio.dropped);
  }, { port: 0 });
  const agi = `agi://127.0.0.1:${server.addr.port}`;
  const calls = await Promise.all(Array.from(
    { length: 40 },
    () => asterisk.originate({ agi, caller: { exten: "echo" }, report: ["DROPPED"] }),
  ));
  assertEquals(await Promise.all(calls.map((call) => call.status)), calls.map(() => "SUCCESS"));
  await Promise.all(calls.map((call) => call.ended));
});

Deno.test("openAudio() frees the call when its process is killed on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("./audio_echo_server.ts", import.meta.url).pathname],
    stdout: "piped",
  }).spawn();
  const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: port } = await lines.read();
  const call = await asterisk.originate({
    agi: `agi://127.0.0.1:${port?.trim()}`,
    caller: { exten: "tone" },
  });
  assertEquals((await lines.read()).value, "open\n");
  server.kill("SIGKILL");
  await lines.cancel();
  await server.status;
  assertEquals(await call.status, "SUCCESS");
  await call.ended;
});

Deno.test("Recorder keeps both sides of the audio on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const folder = await Deno.makeTempDir();
  const recorder = new Recorder(folder, { audio: true });
  await using server = serve(async (channel) => {
    await using audio = await openAudio(channel);
    await audio.play(tone(1000));
    await audio.play(new Uint8Array(16_000));
  }, { port: 0, tap: (duplex, call) => recorder.tap(duplex, call) });
  const call = await asterisk.originate({
    agi: `agi://127.0.0.1:${server.addr.port}`,
    caller: { exten: "echo" },
  });
  assertEquals(await call.status, "SUCCESS");
  await server.shutdown();
  await recorder.flush();
  const [wav = ""] = Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".1.wav"));
  const bytes = await Deno.readFile(`${folder}/${wav}`);
  assertEquals(readWavHeader(bytes)?.channels, 2);
  const samples = samplesOf(bytes.subarray(44));
  const sides = [0, 1].map((side) => {
    const loud = samples.filter((_, index) => index % 2 === side)
      .map((sample, index) => Math.abs(sample) > 1000 ? index : -1).filter((index) => index >= 0);
    return { from: loud[0] ?? NaN, to: loud.at(-1) ?? NaN };
  });
  const [heard, said] = sides;
  assert(heard !== undefined && said !== undefined);
  // A second each, and the echo comes back within some frames.
  for (const { from, to } of sides) assert(Math.abs(to - from - 8000) < 800, `${from} to ${to}`);
  assert(Math.abs(heard.from - said.from) < 1600, `${said.from}, ${heard.from}`);
  assert(decodeWav(bytes, 8000).samples.length > 11_000);
  await Deno.remove(folder, { recursive: true });
});
