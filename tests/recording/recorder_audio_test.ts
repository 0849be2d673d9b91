import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Handler, serve } from "../../mod.ts";
import { openAudio, readWavHeader, samplesOf } from "../../src/audio/mod.ts";
import { Recorder } from "../../src/recording/recorder.ts";
import { tcpDuplex } from "../../src/transport/tcp.ts";
import { addressOf, AudioPeer, sampleOf, speech } from "../audio/audio_peer.ts";
import { ENVIRONMENT, Peer } from "../peer.ts";
import { withFolder } from "./_with_folder.ts";

/** The caller says this and hears that, until what is said has been heard. */
const HEARD = 5000;
const SAID = 7000;

const speaks: Handler = async (channel) => {
  await using audio = await openAudio(channel);
  await Promise.all([audio.readable.getReader().read(), audio.play(speech(SAID, 300))]);
};

/** Serves a call whose handler opens its audio; the call goes well. */
async function serveCall(recorder: Recorder, handler = speaks, openings = 1): Promise<void> {
  await using server = serve(handler, {
    port: 0,
    tap: (duplex, call) => recorder.tap(duplex, call),
  });
  const conn = await Deno.connect({ port: server.addr.port });
  await using peer = new Peer(tcpDuplex(conn));
  await peer.say(ENVIRONMENT);
  for (let count = 0; count < openings; count++) {
    using line = await AudioPeer.connect(addressOf(await peer.line()));
    for (let frames = 0; frames < 10; frames++) await line.speak(HEARD);
    await line.until((frame) => sampleOf(frame) === SAID);
    await line.drain();
    line[Symbol.dispose]();
    await peer.say("200 result=0\n");
  }
  assertEquals(await peer.line(), null);
  await server.shutdown();
  await recorder.flush();
}

/** The names of the files in a folder, the text first. */
function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .sort((a, b) =>
      a.endsWith(".txt") === b.endsWith(".txt") ? (a < b ? -1 : 1) : a.endsWith(".txt") ? -1 : 1
    );
}

Deno.test("Recorder keeps the audio of each opening as a WAV file beside the text", () =>
  withFolder(async (folder) => {
    const recorder = new Recorder(folder, {
      audio: true,
      onError: (error) => assert(false, `${error}`),
    });
    const twice: Handler = async (channel, request) => {
      await speaks(channel, request);
      await speaks(channel, request);
    };
    await serveCall(recorder, twice, 2);
    const [text = "", first = "", second = "", ...others] = namesIn(folder);
    assertEquals(others, []);
    const base = text.replace(/\.txt$/, "");
    assertEquals([first, second], [`${base}.1.wav`, `${base}.2.wav`]);
    for (const name of [first, second]) {
      const path = `${folder}/${name}`;
      assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
      const bytes = Deno.readFileSync(path);
      assertEquals(readWavHeader(bytes), {
        encoding: "pcm",
        rate: 8000,
        channels: 2,
        offset: 44,
        length: bytes.length - 44,
      });
      const samples = samplesOf(bytes.subarray(44));
      const left = samples.filter((_, index) => index % 2 === 0);
      const right = samples.filter((_, index) => index % 2 === 1);
      assertEquals(left.filter((sample) => sample === HEARD).length, 1600);
      assertEquals(right.filter((sample) => sample === SAID).length, 2400);
    }
  }));

Deno.test("Recorder keeps no audio unless it is asked to", () =>
  withFolder(async (folder) => {
    await serveCall(new Recorder(folder));
    const names = namesIn(folder);
    assertEquals(names.length, 1);
    assertMatch(names[0] ?? "", /\.txt$/);
  }));

Deno.test("Recorder does not harm a call whose audio can't be written", () =>
  withFolder(async (folder) => {
    const errors: string[] = [];
    const gone = `${folder}/gone`;
    const recorder = new Recorder(gone, {
      audio: true,
      onError: ({ message }) => errors.push(message),
    });
    await Deno.remove(gone);
    await serveCall(recorder);
    assertEquals(errors.length, 2, `${errors}`);
  }));

Deno.test("Recorder deletes the audio of a recording with its text", () =>
  withFolder(async (folder) => {
    const old = ["20200101T000000.000Z-1.1.txt", "20200101T000000.000Z-1.1.1.wav"];
    const kept = ["20200101T000000.000Z.wav", "mine.wav"];
    for (const name of [...old, ...kept]) {
      await Deno.writeFile(
        `${folder}/${name}`,
        new Uint8Array(name.endsWith("1.wav") ? 40_000 : 10),
      );
    }
    const recorder = new Recorder(folder, { audio: true, maxBytes: 30_000 });
    await serveCall(recorder);
    const names = namesIn(folder);
    for (const name of old) assert(!names.includes(name), `${names}`);
    for (const name of kept) assert(names.includes(name), `${names}`);
    assertEquals(names.length, kept.length + 2);
  }));
