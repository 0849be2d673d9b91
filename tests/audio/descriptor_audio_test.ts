import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { DescriptorAudio } from "../../src/audio/descriptor_audio.ts";
import { scriptAudioFormat } from "../../src/audio/script_audio.ts";
import { AgiAudioError } from "../../src/errors.ts";
import { sampleOf } from "./audio_peer.ts";

/** Audio whose Asterisk is the test: what it writes comes out of a pipe. */
class TestPipe implements AsyncDisposable {
  readonly audio: DescriptorAudio;
  #folder: string;
  #writer: Deno.FsFile;

  private constructor(folder: string, audio: DescriptorAudio, writer: Deno.FsFile) {
    this.#folder = folder;
    this.audio = audio;
    this.#writer = writer;
  }

  static async open(): Promise<TestPipe> {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/pipe`;
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const audio = new DescriptorAudio({ path, readFormat: () => Promise.resolve("slin16") });
    // Resolves when the audio has opened the other end.
    return new TestPipe(folder, audio, await Deno.open(path, { write: true }));
  }

  /** Writes a chunk whose samples are all of this value. */
  async speak(value: number): Promise<void> {
    const bytes = new Uint8Array(new Int16Array(160).fill(value).buffer);
    for (let at = 0; at < bytes.length;) at += await this.#writer.write(bytes.subarray(at));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#writer.close();
    this.audio.end();
    // What reads the pipe sees its end.
    await new Promise((resolve) => setTimeout(resolve, 0));
    await Deno.remove(this.#folder, { recursive: true });
  }
}

Deno.test("DescriptorAudio has what came before it was read", async () => {
  await using pipe = await TestPipe.open();
  const { audio } = pipe;
  for (let value = 1; value <= 3; value++) await pipe.speak(value);
  const reader = audio.readable.getReader();
  for (let value = 1; value <= 3; value++) {
    const chunk = (await reader.read()).value;
    assertEquals([chunk?.length, sampleOf(chunk)], [320, value]);
  }
  assertEquals(await audio.format(), { name: "slin16", encoding: "pcm", rate: 16_000 });
  reader.releaseLock();
});

Deno.test("DescriptorAudio takes audio that nothing reads, and keeps the last 256 KiB", async () => {
  await using pipe = await TestPipe.open();
  const { audio } = pipe;
  // A pipe holds 64 KiB: without a reader the writer would wait.
  for (let value = 1; value <= 2000; value++) await pipe.speak(value);
  const reader = audio.readable.getReader();
  const heard: number[] = [];
  while (heard.at(-1) !== 2000) heard.push(sampleOf((await reader.read()).value) ?? 0);
  // What was still in the pipe came after the reader did: at most 205 chunks.
  const [first = 0] = heard;
  assert(first > 2000 - 819 - 205 && heard.length >= 819, `${heard.length} chunks from ${first}`);
  assertEquals(heard, heard.toSorted((a, b) => a - b));
  reader.releaseLock();
});

Deno.test("DescriptorAudio goes on taking audio after its reader has gone", async () => {
  await using pipe = await TestPipe.open();
  const { audio } = pipe;
  const reading = (async () => {
    for await (const chunk of audio.readable) if (sampleOf(chunk) === 2) break;
  })();
  for (let value = 1; value <= 1000; value++) await pipe.speak(value);
  await reading;
});

Deno.test("DescriptorAudio.redirect() takes the audio that a stream without reader would get", async () => {
  await using pipe = await TestPipe.open();
  const { audio } = pipe;
  const reader = audio.readable.getReader();
  await assertRejects(() => audio.redirect(() => {}), AgiAudioError, "request.audio has a reader");
  reader.releaseLock();
  const heard = Promise.withResolvers<number | undefined>();
  {
    using _redirected = await audio.redirect((bytes) => heard.resolve(sampleOf(bytes.slice())));
    await pipe.speak(77);
    assertEquals(await heard.promise, 77);
  }
  await pipe.speak(88);
  const again = audio.readable.getReader();
  assertEquals(sampleOf((await again.read()).value), 88);
  again.releaseLock();
});

Deno.test("DescriptorAudio.end() ends the stream after what has come", async () => {
  await using pipe = await TestPipe.open();
  const { audio } = pipe;
  await pipe.speak(5);
  const reader = audio.readable.getReader();
  assertEquals(sampleOf((await reader.read()).value), 5);
  audio.end();
  assertEquals((await reader.read()).done, true);
  reader.releaseLock();
});

Deno.test("DescriptorAudio refuses what is not a pipe", async () => {
  const path = await Deno.makeTempFile();
  const audio = new DescriptorAudio({ path, readFormat: () => Promise.resolve(null) });
  await assertRejects(() => audio.redirect(() => {}), AgiAudioError, "run the script by EAGI()");
  await assertRejects(() => audio.readable.getReader().read(), AgiAudioError, "not a pipe");
  audio.end();
  await Deno.remove(path);
});

Deno.test({
  name: "DescriptorAudio says which permission its descriptor needs",
  permissions: { read: true },
  async fn() {
    const audio = new DescriptorAudio({ readFormat: () => Promise.resolve(null) });
    const error = await assertRejects(() => audio.readable.getReader().read(), AgiAudioError);
    assert(
      error.message.endsWith("(run the script with -A; for an executable, deno task compile -A)"),
    );
    assertInstanceOf(error.cause, Deno.errors.NotCapable);
    audio.end();
  },
});

Deno.test("scriptAudioFormat() knows the names of Asterisk", () => {
  for (
    const [variable, encoding, rate] of [
      [null, "pcm", 8000],
      ["slin", "pcm", 8000],
      ["slin16", "pcm", 16_000],
      ["slin44", "pcm", 44_100],
      ["ulaw", "mulaw", 8000],
      ["alaw", "alaw", 8000],
      ["g722", undefined, undefined],
      ["slin17", undefined, undefined],
      ["constructor", undefined, undefined],
    ] as const
  ) {
    assertEquals(scriptAudioFormat(variable), { name: variable ?? "slin", encoding, rate });
  }
});
