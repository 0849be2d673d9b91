/**
 * The examples with audio, on a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import agent from "../../examples/audio_agent.ts";
import echo from "../../examples/audio_echo.ts";
import transcription from "../../examples/audio_transcription.ts";
import tts from "../../examples/audio_tts.ts";
import voicemail from "../../examples/audio_voicemail.ts";
import { type Handler, serve } from "../../mod.ts";
import { bytesOf, decodeWav, wavHeader } from "../../src/audio/mod.ts";
import { model, recogniser, store } from "../examples/_audio_services.ts";
import { loudness, setEnv } from "../examples/audio_tools.ts";
import { Asterisk } from "./harness/asterisk.ts";
import type { Call, OriginateOptions } from "./harness/call.ts";

/** Places a call to a handler. */
async function place(
  asterisk: Asterisk,
  handler: Handler,
  options: Omit<OriginateOptions, "agi"> & { args?: string } = {},
): Promise<{ call: Call } & AsyncDisposable> {
  const { args = "", ...rest } = options;
  const server = serve(handler, { port: 0 });
  const agi = `agi://127.0.0.1:${server.addr.port}${args}`;
  const call = await asterisk.originate({ agi, ...rest });
  return { call, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("audio_echo ends by # on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await using placed = await place(asterisk, echo);
  const { call } = placed;
  let over = false;
  call.status.finally(() => void (over = true)).catch(() => {});
  // The first stops the prompt; one that comes too early is lost.
  while (!over) {
    const digit = { Channel: call.callerChannel, Digit: "#", Duration: "100" };
    await asterisk.ami.action("PlayDTMF", digit).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  assertEquals(await call.status, "SUCCESS");
});

Deno.test("audio_voicemail uploads what the caller says on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await using files = store();
  using _env = setEnv("VOICEMAIL_URL", files.url);
  await using placed = await place(asterisk, voicemail, { caller: { exten: "tone" } });
  const { call } = placed;
  await asterisk.ami.waitFor((event) =>
    event.get("Event") === "AGIExecStart" && `${event.get("Command")}`.includes("AudioSocket")
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  await call.hangup();
  assertEquals(await call.status, "HANGUP");
  const [file = new Uint8Array()] = files.files.values();
  assert(loudness(decodeWav(file).samples) > 300, `${file.length} bytes`);
});

Deno.test("audio_transcription keeps what the recogniser hears on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await using service = recogniser(["hello", "world"]);
  using _env = setEnv("VOSK_URL", service.url);
  await using placed = await place(asterisk, transcription, {
    caller: { exten: "tone" },
    report: ["TRANSCRIPT"],
  });
  const { call } = placed;
  while (service.got.bytes < 20_000) await new Promise((resolve) => setTimeout(resolve, 50));
  await call.hangup();
  assertEquals(await call.vars, { TRANSCRIPT: "hello world over" });
});

Deno.test("audio_agent looks up an order and hands over on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await asterisk.cli('database put orders 4711 "It was sent on Monday"');
  await using service = model();
  using _env = setEnv("REALTIME_URL", service.url);
  using _agent = setEnv("AGENT", "Local/short@agents");
  // Twice a beep, each followed by silence: a caller that just waits sends no audio.
  await using placed = await place(asterisk, agent, {
    caller: {
      exten: "talk",
      sound: "beep&silence/1&silence/1&silence/1&beep&silence/1",
      delayMs: 1500,
    },
    report: ["DIALSTATUS"],
  });
  const { call } = placed;
  assertEquals(await call.status, "SUCCESS");
  assertEquals(service.heard.outputs, ["It was sent on Monday"]);
  assertEquals(service.heard.truncated.length, 1);
  assertEquals(await call.vars, { DIALSTATUS: "CHANUNAVAIL" });
});

Deno.test("audio_tts speaks on a real Asterisk", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const wav = new Uint8Array([
      ...wavHeader({ rate: 22_050 }),
      ...bytesOf(new Int16Array(22_050).fill(6000)),
    ]);
    await Deno.writeFile(`${folder}/speech.wav`, wav);
    await Deno.writeTextFile(`${folder}/espeak-ng`, `#!/bin/sh\ncat ${folder}/speech.wav\n`, {
      mode: 0o755,
    });
    using _path = setEnv("PATH", `${folder}:${Deno.env.get("PATH")}`);
    await using asterisk = await Asterisk.start();
    await using placed = await place(asterisk, tts, { args: ",Hello" });
    assertEquals(await placed.call.status, "SUCCESS");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
