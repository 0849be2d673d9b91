/**
 * Audio by a WebSocket of a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { AgiAudioError } from "../../mod.ts";
import { bytesOf, openAudio, samplesOf } from "../../src/audio/mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { serveCall } from "./served_call.ts";

/** Tells Asterisk where a section of `websocket_client.conf` leads. */
async function configure(asterisk: Asterisk, port: number): Promise<void> {
  const conf = `[tipring]
type=websocket_client
uri=ws://127.0.0.1:${port}/media
protocols=media
connection_type=per_call_config
connection_timeout=500
reconnect_attempts=1
reconnect_interval=500
`;
  await Deno.writeTextFile(`${asterisk.folder}/etc/websocket_client.conf`, conf);
  await asterisk.ami.action("ModuleLoad", {
    Module: "res_websocket_client.so",
    LoadType: "reload",
  });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

const TONE = bytesOf(Int16Array.from({ length: 32_000 }, (_, at) => 8000 * Math.sin(at / 4)));

Deno.test("openAudio() hears and speaks by a WebSocket of a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const port = freePort();
  await configure(asterisk, port);
  const options = { via: "websocket", rate: 16_000, listen: { port } } as const;
  const { status } = await serveCall(asterisk, async ({ channel, call }) => {
    {
      await using audio = await openAudio(channel, options);
      const reader = audio.readable.getReader();
      const playing = audio.play(TONE);
      const isLoud = (frame: Uint8Array | undefined) =>
        frame !== undefined && samplesOf(frame).some((sample) => sample > 6000);
      while (!isLoud((await reader.read()).value));
      assertEquals(audio.frameBytes, 640);
      const { played, dropped } = audio.flush();
      assertEquals(played + dropped, 2000);
      assertEquals(await playing, false);
      const digit = { Channel: call.callerChannel, Digit: "7", Duration: "100" };
      await asterisk.ami.action("PlayDTMF", digit);
      assertEquals((await audio.dtmf[Symbol.asyncIterator]().next()).value, "7");
    }
    assertEquals(await channel.channelStatus(), "up");
    await using audio = await openAudio(channel, options);
    await call.hangup();
    assertEquals((await audio.ended).reason, "hangup");
  }, { caller: { exten: "echo" } });
  assertEquals(status, "HANGUP");
});

Deno.test("openAudio() says what a WebSocket lacks on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel }) => {
    await assertRejects(() => openAudio(channel, { via: "websocket" }), TypeError, "listen.port");
    const port = freePort();
    const error = await assertRejects(
      () => openAudio(channel, { via: "websocket", listen: { port } }),
      AgiAudioError,
      "chan_websocket.so",
    );
    assert(error.message.includes("[tipring]"));
    assertEquals(await channel.channelStatus(), "up");
  });
});
