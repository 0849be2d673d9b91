/**
 * The examples with audio, on the simulator. `tests/asterisk/audio_examples_test.ts` has them on a real
 * Asterisk.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import agent from "../../examples/audio_agent.ts";
import echo from "../../examples/audio_echo.ts";
import transcription from "../../examples/audio_transcription.ts";
import tts from "../../examples/audio_tts.ts";
import voicemail from "../../examples/audio_voicemail.ts";
import { bytesOf, decodeWav, wavHeader } from "../../src/audio/mod.ts";
import { simulateCall } from "../../src/testing/mod.ts";
import { model, recogniser, store } from "./_audio_services.ts";
import { loudness, setEnv, speech } from "./audio_tools.ts";

Deno.test("audio_echo gives back what the caller says, until #", async () => {
  const { outcome, audio, played, transcript } = await simulateCall(echo, {
    async caller(caller) {
      await caller.hears("demo-echotest");
      await caller.wait(1500);
      await caller.speak(speech(1000));
      await caller.wait(100);
      await caller.press("1#");
    },
  }).result;
  assertEquals(outcome, "completed", transcript);
  assertEquals(loudness(audio), 1000, transcript);
  assertEquals(played, ["demo-echotest", "demo-echodone"], transcript);
});

Deno.test("audio_voicemail uploads what the caller says until a pause", async () => {
  await using files = store();
  using _env = setEnv("VOICEMAIL_URL", files.url);
  const { outcome, played, transcript } = await simulateCall(voicemail, {
    uniqueId: "1700000000.7",
    realTimeAudio: true,
    async caller(caller) {
      await caller.hears("beep");
      await caller.wait(1200);
      await caller.speak(speech(600));
    },
  }).result;
  assertEquals(outcome, "completed", transcript);
  assertEquals(played.at(-1), "vm-msgsaved");
  assertEquals([...files.files.keys()], ["PUT /messages/1700000000.7.wav"]);
  const { samples, rate } = decodeWav(files.files.values().next().value ?? new Uint8Array());
  assertEquals(rate, 8000);
  const loud = loudness(samples);
  assert(loud >= 580 && loud <= 620, `${loud} ms`);
});

Deno.test("audio_voicemail has stored what was said when the caller hangs up", async () => {
  await using files = store();
  using _env = setEnv("VOICEMAIL_URL", files.url);
  const { outcome, transcript } = await simulateCall(voicemail, {
    realTimeAudio: true,
    async caller(caller) {
      await caller.hears("beep");
      await caller.wait(1200);
      await caller.speak(speech(300));
      await caller.hangUp();
    },
  }).result;
  assertEquals(outcome, "hangup", transcript);
  const [file = new Uint8Array()] = files.files.values();
  assert(loudness(decodeWav(file).samples) > 250, transcript);
});

Deno.test("audio_voicemail fails when the store does not take the message", async () => {
  await using files = store(507);
  using _env = setEnv("VOICEMAIL_URL", files.url);
  const { outcome, error, transcript } = await simulateCall(voicemail, {
    realTimeAudio: true,
    async caller(caller) {
      await caller.hears("beep");
      await caller.wait(1200);
      await caller.press("#");
    },
  }).result;
  assertEquals(outcome, "failed", transcript);
  assertStringIncludes(`${error}`, "507");
});

Deno.test("audio_transcription keeps what the recogniser hears", async () => {
  await using service = recogniser(["hello", "world"]);
  using _env = setEnv("VOSK_URL", service.url);
  const { outcome, variables, transcript } = await simulateCall(transcription, {
    realTimeAudio: true,
    async caller(caller) {
      await caller.wait(600);
      await caller.speak(speech(1200));
      await caller.press("#");
    },
  }).result;
  assertEquals(outcome, "completed", transcript);
  assertEquals([service.got.rate, service.got.ended], [8000, true]);
  assertEquals(variables["TRANSCRIPT"], "hello world over", transcript);
});

Deno.test("audio_transcription keeps its text when the caller hangs up", async () => {
  await using service = recogniser(["hello"]);
  using _env = setEnv("VOSK_URL", service.url);
  const { variables, transcript } = await simulateCall(transcription, {
    realTimeAudio: true,
    async caller(caller) {
      await caller.wait(600);
      await caller.speak(speech(800));
      await caller.hangUp();
    },
  }).result;
  assertEquals(variables["TRANSCRIPT"], "hello over", transcript);
});

Deno.test("audio_agent is interrupted, looks up an order, and hands over", async () => {
  await using service = model();
  using _env = setEnv("REALTIME_URL", service.url);
  const dialed: string[] = [];
  const { outcome, audio, transcript } = await simulateCall(agent, {
    realTimeAudio: true,
    database: { "orders/4711": "It was sent on Monday" },
    applications: { Dial: (_, options) => void dialed.push(options) },
    async caller(caller) {
      await caller.hearsSpeech();
      await caller.wait(500);
      await caller.speak(speech(300));
      await caller.wait(300);
      // The answer.
      await caller.hearsSpeech();
      await caller.hearsSilence();
      await caller.speak(speech(300));
    },
  }).result;
  assertEquals(outcome, "completed", transcript);
  assertEquals(dialed, ["PJSIP/agent,30"], transcript);
  const { types, truncated, outputs } = service.heard;
  assertEquals(types, [
    "session.update",
    "conversation.item.truncate",
    "conversation.item.create",
    "response.create",
  ]);
  assertEquals(outputs, ["It was sent on Monday"]);
  // Half a second, and what the detector took to notice.
  assert((truncated[0] ?? 0) > 400 && (truncated[0] ?? 0) < 900, `${truncated}`);
  const loud = loudness(audio);
  assert(loud > 1400 && loud < 2000, `${loud} ms of speech`);
});

Deno.test("audio_tts plays what espeak-ng says, at the rate of the call", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const wav = new Uint8Array([
      ...wavHeader({ rate: 22_050 }),
      ...bytesOf(new Int16Array(22_050).fill(6000)),
    ]);
    await Deno.writeFile(`${folder}/speech.wav`, wav);
    const script =
      `#!/bin/sh\ncat >${folder}/text\necho "$@" >${folder}/args\ncat ${folder}/speech.wav\n`;
    await Deno.writeTextFile(`${folder}/espeak-ng`, script, { mode: 0o755 });
    using _path = setEnv("PATH", `${folder}:${Deno.env.get("PATH")}`);
    const { outcome, audio, transcript } = await simulateCall(tts, {
      args: ["Hello; $(reboot)", "de"],
      realTimeAudio: true,
    }).result;
    assertEquals(outcome, "completed", transcript);
    assertEquals(await Deno.readTextFile(`${folder}/text`), "Hello; $(reboot)");
    assertEquals(await Deno.readTextFile(`${folder}/args`), "-v de --stdin --stdout\n");
    const loud = loudness(audio);
    assert(loud >= 990 && loud <= 1020, `${loud} ms\n${transcript}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("audio_tts refuses a voice that is an option", async () => {
  const { outcome } = await simulateCall(tts, { args: ["Hello", "-w/etc/passwd"] }).result;
  assertEquals(outcome, "failed");
});
