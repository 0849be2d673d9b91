import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { openAudio } from "../../src/audio/mod.ts";
import type { AudioOptions } from "../../src/audio/open_audio.ts";
import { AgiAudioError, AgiError, AgiHangup } from "../../src/errors.ts";
import { addressOf, AudioPeer, openCall, sampleOf, speech, startChannel } from "./audio_peer.ts";

/** What an audio that could not be opened says, when Asterisk answers like this. */
async function failure(replies: string[], options: AudioOptions = {}): Promise<Error> {
  const { channel, peer } = await startChannel();
  const opening = openAudio(channel, options);
  opening.catch(() => {});
  for (const reply of replies) await peer.answer(reply);
  const error = await opening.then(() => undefined, (error) => error);
  await peer[Symbol.asyncDispose]();
  await channel.close();
  assertInstanceOf(error, Error);
  return error;
}

/** The failure of an audio for which Asterisk comes too late: it is refused, and then replies. */
async function failureAfter(
  options: AudioOptions,
  replies: string[],
  act: () => void,
): Promise<Error> {
  const { channel, peer } = await startChannel();
  const opening = openAudio(channel, options);
  const failed = opening.then(() => undefined, (error) => error);
  const address = addressOf(await peer.line());
  act();
  await new Promise((resolve) => setTimeout(resolve, 80));
  using line = await AudioPeer.connect(address);
  assertEquals(await line.drain(), []);
  await peer.say(replies[0] ?? "");
  for (const reply of replies.slice(1)) await peer.answer(reply);
  const error = await failed;
  await peer[Symbol.asyncDispose]();
  await channel.close();
  assertInstanceOf(error, Error);
  return error;
}

Deno.test("openAudio() carries audio and keys both ways", async () => {
  await using call = await openCall();
  const { audio, line } = call;
  assertEquals([audio.rate, audio.frameBytes], [8000, 320]);
  await line.speak(1234);
  await line.send(new Uint8Array([0x03, 0, 1, 0x35, 0x03, 0, 1, 0x23]));
  const { value } = await audio.readable.getReader().read();
  assertEquals([value?.length, sampleOf(value)], [320, 1234]);
  const digits = audio.dtmf[Symbol.asyncIterator]();
  assertEquals([(await digits.next()).value, (await digits.next()).value], ["5", "#"]);
  await audio.writable.getWriter().write(speech(4321));
  const heard = await line.until((frame) => sampleOf(frame) !== 0);
  assertEquals([heard.type, heard.payload.length, sampleOf(heard)], [0x10, 320, 4321]);
});

Deno.test("openAudio() sends silence where nothing is said", async () => {
  await using call = await openCall();
  const frames = [await call.line.next(), await call.line.next(), await call.line.next()];
  assertEquals(frames.map((frame) => frame?.payload.every((byte) => byte === 0)), [
    true,
    true,
    true,
  ]);
});

Deno.test("openAudio() rejects the commands that are sent meanwhile", async () => {
  await using call = await openCall();
  const { channel } = call;
  for (
    const sending of [
      channel.streamFile("beep"),
      channel.afterHangup.setVariable("X", 1),
      openAudio(channel),
    ]
  ) {
    const error = await assertRejects(() => sending, AgiError, "the audio of the call is open");
    assertStringIncludes(error.message, "was not sent");
  }
});

Deno.test("openAudio() closes the audio of a handler that throws in its scope", async () => {
  await using call = await openCall();
  const { audio, line, peer } = call;
  const handling = (async () => {
    await using _audio = audio;
    throw new Error("The handler failed");
  })();
  handling.catch(() => {});
  await line.drain();
  line[Symbol.dispose]();
  await peer.say("200 result=0\n");
  await assertRejects(() => handling, Error, "The handler failed");
  assertEquals((await audio.ended).reason, "closed");
});

Deno.test("openAudio() tells a hangup, which the audio's end precedes", async () => {
  await using call = await openCall();
  const { audio, channel, line, peer } = call;
  line[Symbol.dispose]();
  await peer.say("200 result=-1\nHANGUP\n");
  const { reason, error } = await audio.ended;
  assertEquals(reason, "hangup");
  assertInstanceOf(error, AgiHangup);
  assertEquals(audio.signal.reason, error);
  assertEquals(await Array.fromAsync(audio.readable), []);
  await assertRejects(() => audio.writable.getWriter().write(speech(1)), AgiHangup);
  await assertRejects(() => channel.noop(), AgiHangup);
});

Deno.test("openAudio() lets an echo end without an error when the caller hangs up", async () => {
  await using call = await openCall();
  const { audio, line, peer } = call;
  const piping = audio.readable.pipeTo(audio.writable);
  await line.speak(99);
  await line.until((frame) => sampleOf(frame) === 99);
  line[Symbol.dispose]();
  await peer.say("200 result=-1\nHANGUP\n");
  await piping;
});

Deno.test("openAudio() ends when the connection to Asterisk breaks", async () => {
  await using call = await openCall();
  const { audio, line, peer } = call;
  await peer[Symbol.asyncDispose]();
  await line.drain();
  line[Symbol.dispose]();
  assertEquals((await audio.ended).reason, "hangup");
});

Deno.test("openAudio() ends when the session is closed, as by a drain", async () => {
  await using call = await openCall();
  const { audio, channel, line, peer } = call;
  const closing = channel.close();
  assertEquals((await line.drain()).at(-1), 0x00);
  line[Symbol.dispose]();
  await peer.end();
  await closing;
  assertEquals((await audio.ended).reason, "hangup");
});

Deno.test("openAudio() reports a reset of the connection as an error", async () => {
  await using call = await openCall();
  const { audio, channel, line, peer } = call;
  // Closing with unread bytes resets a connection.
  const reading = audio.readable.getReader().read();
  reading.catch(() => {});
  await line.next();
  await line.until(() => true);
  await new Promise((resolve) => setTimeout(resolve, 30));
  line[Symbol.dispose]();
  const replying = peer.answer("200 result=6\n");
  await peer.say("200 result=-1\n");
  const { reason, error } = await audio.ended;
  assertEquals(reason, "error");
  assertInstanceOf(error, AgiAudioError);
  assertStringIncludes(error.message, "Audio failed");
  await assertRejects(() => reading, AgiAudioError);
  assertEquals(await replying, "CHANNEL STATUS");
  assertEquals(channel.signal.aborted, false);
});

Deno.test("openAudio() reports Asterisk's end by silence as a timeout", async () => {
  await using call = await openCall();
  const { audio, line, peer } = call;
  await line.next();
  const end = performance.now() + 1600;
  while (performance.now() < end);
  await line.conn.closeWrite();
  await line.drain();
  const replying = peer.answer("200 result=6\n");
  await peer.say("200 result=-1\n");
  await replying;
  assertEquals(await audio.ended, { reason: "timeout" });
});

Deno.test("openAudio() ends after its timeout, and when its signal is aborted", async () => {
  for (const reason of ["timeout", "closed"] as const) {
    const controller = new AbortController();
    const options = reason === "timeout" ? { timeout: 100 } : { signal: controller.signal };
    await using call = await openCall(options);
    const { audio, line, peer } = call;
    if (reason === "closed") controller.abort(new Error("Enough"));
    assertEquals((await line.drain()).at(-1), 0x00);
    line[Symbol.dispose]();
    await peer.say("200 result=0\n");
    assertEquals((await audio.ended).reason, reason);
    assertEquals(audio.signal.aborted, true);
  }
});

Deno.test("openAudio() says what is wrong when Asterisk can't give audio", async () => {
  const missing = await failure(["200 result=-2\n"]);
  assertInstanceOf(missing, AgiAudioError);
  assertEquals(
    missing.message,
    "EXEC AudioSocket failed: Asterisk has no such application (load app_audiosocket.so)",
  );
  // The reply, CHANNEL STATUS of the session, CHANNEL STATUS of ours.
  const unanswered = await failure(["200 result=-1\n", "200 result=4\n", "200 result=4\n"]);
  assertInstanceOf(unanswered, AgiAudioError);
  assertStringIncludes(unanswered.message, "the channel is not answered (call answer() first)");
  const refused = await failure(["200 result=-1\n", "200 result=6\n", "200 result=6\n"]);
  assertInstanceOf(refused, AgiAudioError);
  assertStringIncludes(refused.message, 'did not connect to "127.0.0.1:');
});

Deno.test("openAudio() rejects by the hangup when the caller hangs up before it is open", async () => {
  assertInstanceOf(await failure(["200 result=-1\nHANGUP\n"]), AgiHangup);
});

Deno.test("openAudio() gives up after openTimeout, and when its signal is aborted", async () => {
  const replies = ["200 result=-1\n", "200 result=6\n", "200 result=6\n"];
  const late = await failureAfter({ openTimeout: 50 }, replies, () => {});
  assertInstanceOf(late, AgiAudioError);
  const controller = new AbortController();
  const stopped = await failureAfter(
    { signal: controller.signal },
    replies.slice(0, 2),
    () => controller.abort(new Error("Never mind")),
  );
  assertEquals(stopped.message, "Never mind");
});

Deno.test("openAudio() gives all calls of the process one port, and closes it after the last", async () => {
  const first = await openCall();
  const second = await openCall();
  assertEquals(first.address.port, second.address.port);
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  const { port } = second.address;
  await assertRejects(
    () => Deno.connect({ hostname: "127.0.0.1", port }),
    Deno.errors.ConnectionRefused,
  );
});

Deno.test("openAudio() announces the address that it is given", async () => {
  const { channel, peer } = await startChannel();
  const opening = openAudio(channel, {
    listen: { hostname: "0.0.0.0", announce: "127.0.0.1" },
  });
  const address = addressOf(await peer.line());
  assertEquals(address.hostname, "127.0.0.1");
  using line = await AudioPeer.connect(address);
  const audio = await opening;
  await peer[Symbol.asyncDispose]();
  await line.drain();
  line[Symbol.dispose]();
  await audio.ended;
  await channel.close();
});

Deno.test("openAudio() refuses options that can't be meant", async () => {
  const { channel, peer } = await startChannel();
  const bad: AudioOptions[] = [
    { maxDelay: 0 },
    { maxQueue: NaN },
    { timeout: -1 },
    { openTimeout: 0 },
    { rate: 16_000 },
    { maxDelay: Infinity },
  ];
  for (const options of bad) await assertRejects(() => openAudio(channel, options), RangeError);
  await assertRejects(
    () => openAudio(channel, { listen: { hostname: "0.0.0.0" } }),
    TypeError,
    "announce",
  );
  await assertRejects(
    () => openAudio(channel, { listen: { announce: "no address" } }),
    TypeError,
    "HOST:PORT",
  );
  await peer[Symbol.asyncDispose]();
  await channel.close();
});

Deno.test({
  name: "openAudio() says which permission EAGI audio needs",
  permissions: { read: true, write: true, env: true, run: true },
  async fn() {
    const { channel, peer } = await startChannel("agi_channel: SIP/1\nagi_enhanced: 1.0\n\n");
    const opening = openAudio(channel, { via: "eagi" });
    assertEquals(await peer.answer("200 result=0\n"), 'GET VARIABLE "EAGI_AUDIO_FORMAT"');
    const error = await assertRejects(() => opening, AgiAudioError, "deno task compile -A");
    assertInstanceOf(error.cause, Deno.errors.NotCapable);
    await peer[Symbol.asyncDispose]();
    await channel.close();
  },
});

Deno.test("openAudio() by websocket listens where the environment says", async () => {
  const { channel, peer } = await startChannel();
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  Deno.env.set("TIPRING_AUDIO_LISTEN", `127.0.0.1:${port}`);
  try {
    const opening = openAudio(channel, { via: "websocket" });
    assertStringIncludes(await peer.line() ?? "", 'EXEC "Dial" "WebSocket/tipring/');
    (await Deno.connect({ port })).close();
    await peer[Symbol.asyncDispose]();
    await assertRejects(() => opening, AgiHangup);
  } finally {
    Deno.env.delete("TIPRING_AUDIO_LISTEN");
    await channel.close();
  }
});
