import { assert, assertEquals, assertThrows } from "@std/assert";
import { Resampler } from "../../../src/audio/pcm/resampler.ts";
import { ResampleStream } from "../../../src/audio/pcm/resample_stream.ts";
import { bytesOf, samplesOf, toInt16 } from "../../../src/audio/pcm/samples.ts";

const RATES = [8000, 16_000, 24_000, 48_000] as const;

function tone(frequency: number, rate: number, length: number = rate): Float32Array {
  return Float32Array.from(
    { length },
    (_, index) => 0.5 * Math.sin(2 * Math.PI * frequency * index / rate),
  );
}

/** Converts in one go, without the ends, where a tone is not whole. */
function convert(input: Float32Array, from: number, to: number): Float32Array {
  const resampler = new Resampler(from, to);
  const output = [...resampler.push(input), ...resampler.flush()];
  assertEquals(output.length, Math.ceil(input.length * to / from));
  return new Float32Array(output.slice(to / 20, -to / 20));
}

/** The level of a signal against that of the tone, in dB. */
function level(signal: Float32Array): number {
  const power = signal.reduce((sum, sample) => sum + sample * sample, 0) / signal.length;
  return 10 * Math.log10(power / 0.125 + 1e-15);
}

/** The level of what is left of a signal when the best fit of a tone is taken out, in dB. */
function residue(signal: Float32Array, frequency: number, rate: number): number {
  let [inPhase, quadrature] = [0, 0];
  const angle = (index: number) => 2 * Math.PI * frequency * index / rate;
  signal.forEach((sample, index) => {
    inPhase += 2 * sample * Math.sin(angle(index)) / signal.length;
    quadrature += 2 * sample * Math.cos(angle(index)) / signal.length;
  });
  return level(
    signal.map((sample, index) =>
      sample - inPhase * Math.sin(angle(index)) - quadrature * Math.cos(angle(index))
    ),
  );
}

Deno.test("Resampler keeps the level of a tone, and adds nothing above -75 dB", () => {
  for (const from of RATES) {
    for (const to of RATES) {
      if (from === to) continue;
      // Up to the end of the telephone's band, or 84 % of what the lower rate can hold.
      for (const frequency of [300, 1000, 0.42 * Math.min(from, to)]) {
        const output = convert(tone(frequency, from), from, to);
        const what = `${frequency} Hz from ${from} to ${to}`;
        assert(Math.abs(level(output)) < 0.05, `${what} has ${level(output)} dB`);
        const rest = residue(output, frequency, to);
        assert(rest < -75, `${what} leaves ${rest} dB`);
      }
    }
  }
});

Deno.test("Resampler suppresses by 75 dB what would come back as an alias", () => {
  for (const [from, to] of [[16_000, 8000], [24_000, 8000], [48_000, 8000], [48_000, 16_000]]) {
    if (from === undefined || to === undefined) continue;
    for (let frequency = to / 2 + 50; frequency < from / 2; frequency += 500) {
      const alias = level(convert(tone(frequency, from), from, to));
      assert(alias < -75, `${frequency} Hz from ${from} to ${to} comes back with ${alias} dB`);
    }
  }
});

Deno.test("Resampler does not depend on how its input is cut", () => {
  const input = tone(700, 22_050, 22_050);
  const whole = new Resampler(22_050, 8000);
  const expected = [...whole.push(input), ...whole.flush()];
  assertEquals(expected.length, 8000);
  const cut = new Resampler(22_050, 8000);
  const parts: number[] = [];
  for (let at = 0, length = 0; at < input.length; at += length, length = (length * 7 + 3) % 641) {
    parts.push(...cut.push(input.subarray(at, at + length)));
  }
  parts.push(...cut.flush());
  assertEquals(parts, expected);
});

Deno.test("Resampler gives 20 ms for 20 ms after its delay, which is 4 ms of the lower rate", () => {
  const resampler = new Resampler(48_000, 8000);
  const lengths = Array.from({ length: 5 }, () => resampler.push(new Float32Array(960)).length);
  assertEquals(lengths, [128, 160, 160, 160, 160]);
  assertEquals(resampler.flush().length, 32);
});

Deno.test("Resampler refuses rates that are none, and ratios that need too much memory", () => {
  for (const [from, to] of [[0, 8000], [8000, NaN], [8000.5, 8000], [8000, 1e9], [8000, 8001]]) {
    assertThrows(() => new Resampler(from ?? 0, to ?? 0), RangeError);
  }
});

Deno.test("ResampleStream converts chunks of any length, odd ones too", async () => {
  const bytes = bytesOf(toInt16(tone(440, 24_000)));
  const cuts = [0, 1, 4, 963, 964, 20_001, bytes.length];
  const chunks = cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
  const output = await Array.fromAsync(
    ReadableStream.from(chunks).pipeThrough(new ResampleStream(24_000, 8000)),
  );
  const resampler = new Resampler(24_000, 8000);
  const floats = Float32Array.from(samplesOf(bytes), (sample) => sample / 32_768);
  const expected = toInt16(new Float32Array([...resampler.push(floats), ...resampler.flush()]));
  assertEquals(output.flatMap((chunk) => Array.from(samplesOf(chunk))), Array.from(expected));
});

Deno.test("ResampleStream passes audio on as it is when the rates are the same", async () => {
  const chunks = [new Uint8Array([1]), new Uint8Array([2, 3])];
  const output = ReadableStream.from(chunks).pipeThrough(new ResampleStream(8000, 8000));
  assertEquals(await Array.fromAsync(output), chunks);
});
