import { assertEquals, assertThrows } from "@std/assert";
import { decodeWav } from "../../../src/audio/pcm/decode_wav.ts";
import { readWavHeader, wavHeader } from "../../../src/audio/pcm/wav.ts";

/** A chunk of a WAV file; `length` is what it says of itself. */
function chunk(name: string, data: number[], length: number = data.length): number[] {
  return [...new TextEncoder().encode(name), ...little(length, 4), ...data];
}

function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => value >>> 8 * index & 0xff);
}

function format(tag: number, channels: number, rate: number, bits: number): number[] {
  const frame = channels * bits / 8;
  return [
    ...little(tag, 2),
    ...little(channels, 2),
    ...little(rate, 4),
    ...little(rate * frame, 4),
    ...little(frame, 2),
    ...little(bits, 2),
  ];
}

function wav(...chunks: number[][]): Uint8Array {
  const body = [...new TextEncoder().encode("WAVE"), ...chunks.flat()];
  return new Uint8Array([...chunk("RIFF", body)]);
}

Deno.test("readWavHeader() reads PCM, mu-law, A-law and the extensible format", () => {
  const extensible = [
    ...format(0xfffe, 1, 48_000, 16),
    ...little(22, 2),
    ...little(16, 2),
    ...little(0, 4),
    ...little(1, 2),
    ...new Array<number>(14).fill(0),
  ];
  const files = [
    [format(1, 1, 8000, 16), "pcm", 8000],
    [format(7, 1, 8000, 8), "mulaw", 8000],
    [[...format(6, 2, 16_000, 8), 0, 0], "alaw", 16_000],
    [extensible, "pcm", 48_000],
  ] as const;
  for (const [fmt, encoding, rate] of files) {
    const info = readWavHeader(wav(chunk("fmt ", [...fmt]), chunk("data", [1, 2])));
    assertEquals([info?.encoding, info?.rate, info?.length], [encoding, rate, 2]);
  }
});

Deno.test("readWavHeader() asks for more as long as bytes are missing", () => {
  const file = wav(
    chunk("LIST", [1, 2, 3, 0]),
    chunk("fmt ", format(1, 2, 44_100, 16)),
    chunk("data", [0, 0, 0, 0]),
  );
  for (let length = 0; length < file.length - 4; length++) {
    assertEquals(readWavHeader(file.subarray(0, length)), undefined, `${length} bytes`);
  }
  const { offset, channels } = readWavHeader(file.subarray(0, -4)) ?? {};
  assertEquals([offset, channels], [file.length - 4, 2]);
});

Deno.test("readWavHeader() refuses what it can't read, by name", () => {
  const data = chunk("data", [0, 0]);
  const fmt = (...args: Parameters<typeof format>) => chunk("fmt ", format(...args));
  const bad: [Uint8Array, string][] = [
    [new TextEncoder().encode("OggS and so on"), "RIFF"],
    [wav(data), "before their format"],
    [wav(fmt(3, 1, 8000, 32), data), "format 3 with 32 bits"],
    [wav(fmt(1, 1, 8000, 8), data), "format 1 with 8 bits"],
    [wav(fmt(1, 0, 8000, 16), data), "0 channels"],
    [wav(fmt(1, 1, 0, 16), data), "sample rate is 0"],
    [wav(chunk("fmt ", [1, 0])), "too short"],
    [wav(chunk("JUNK", [], 0xffff_fff0)), "65536 bytes"],
  ];
  for (const [file, message] of bad) assertThrows(() => readWavHeader(file), TypeError, message);
});

Deno.test("readWavHeader() ends for a file of empty chunks", () => {
  const chunks = Array.from({ length: 10_000 }, () => chunk("JUNK", []));
  assertThrows(() => readWavHeader(wav(...chunks)), TypeError, "65536 bytes");
});

Deno.test("wavHeader() writes what readWavHeader() reads", () => {
  for (const [rate, channels, length] of [[8000, 1, 320], [48_000, 2, 0]] as const) {
    const info = readWavHeader(wavHeader({ rate, channels, length }));
    assertEquals(info, { encoding: "pcm", rate, channels, offset: 44, length });
  }
  assertEquals(readWavHeader(wavHeader())?.length, Infinity);
  assertThrows(() => wavHeader({ rate: 0.5 }), RangeError, "rate");
});

Deno.test("decodeWav() mixes stereo, and believes the file more than its header", () => {
  const fmt = chunk("fmt ", format(1, 2, 8000, 16));
  const data = [...little(100, 2), ...little(300, 2), ...little(-100, 2), ...little(-300, 2), 7];
  const file = wav(fmt, chunk("data", data, 1_000_000));
  assertEquals(decodeWav(file), { samples: new Int16Array([200, -200]), rate: 8000 });
  assertThrows(() => decodeWav(wav(fmt)), TypeError, "ends before");
});

Deno.test("decodeWav() converts the rate", () => {
  const samples = new Int16Array(16_000).fill(5000);
  const file = new Uint8Array([
    ...wavHeader({ rate: 16_000, length: 32_000 }),
    ...new Uint8Array(samples.buffer),
  ]);
  const decoded = decodeWav(file, 8000);
  assertEquals(decoded.samples.length, 8000);
  assertEquals(decoded.samples.subarray(100, 7900).every((sample) => sample === 5000), true);
});
