/**
 * G.711 against the tables of the recommendation.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { decodeAlaw, encodeAlaw } from "../../../src/audio/pcm/alaw.ts";
import { decodeMulaw, encodeMulaw } from "../../../src/audio/pcm/mulaw.ts";

const ALL_CODES = Uint8Array.from({ length: 256 }, (_, code) => code);
const ALL_SAMPLES = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);

/** Rows of tables 2a and 2b of G.711: the number of the value, and the value itself, in 14 bits. */
const MULAW_ROWS: readonly (readonly [number, number])[] = [
  ...[[128, 8031], [113, 4191], [112, 3999], [97, 2079], [96, 1983], [81, 1023]],
  ...[[80, 975], [65, 495], [64, 471], [49, 231], [48, 219], [33, 99], [32, 93]],
  ...[[17, 33], [16, 30], [2, 2], [1, 0]],
] as [number, number][];

/** Rows of tables 1a and 1b of G.711, in 13 bits. */
const ALAW_ROWS: readonly (readonly [number, number])[] = [
  ...[[128, 4032], [113, 2112], [112, 2016], [97, 1056], [96, 1008], [81, 528], [80, 504]],
  ...[[65, 264], [64, 252], [49, 132], [48, 126], [33, 66], [1, 1]],
] as [number, number][];

Deno.test("decodeMulaw() gives the values of G.711's tables 2a and 2b", () => {
  for (const [number, value] of MULAW_ROWS) {
    const positive = 0xff - (number - 1);
    const codes = new Uint8Array([positive, positive & 0x7f]);
    assertEquals(Array.from(decodeMulaw(codes)), [4 * value, 0 - 4 * value], `value ${number}`);
  }
});

Deno.test("decodeAlaw() gives the values of G.711's tables 1a and 1b", () => {
  for (const [number, value] of ALAW_ROWS) {
    const positive = (0x80 | number - 1) ^ 0x55;
    const codes = new Uint8Array([positive, positive ^ 0x80]);
    assertEquals(Array.from(decodeAlaw(codes)), [8 * value, -8 * value], `value ${number}`);
  }
});

/** The decision values of tables 2a and 1a at the ends of the segments; 129 is a virtual one. */
const MULAW_DECISIONS = decisionValues([
  ...[[1, 0], [2, 1], [17, 31], [33, 95], [49, 223], [65, 479], [81, 991], [97, 2015]],
  ...[[113, 4063], [129, 8159]],
]);
const ALAW_DECISIONS = decisionValues([
  ...[[1, 0], [33, 64], [49, 128], [65, 256], [81, 512], [97, 1024], [113, 2048], [129, 4096]],
]);

/** All decision values, by their number: they are evenly spaced within a segment. */
function decisionValues(ends: number[][]): number[] {
  const values: number[] = [];
  ends.forEach(([number = 0, value = 0], index) => {
    const [next = number + 1, last = value] = ends[index + 1] ?? [];
    for (let n = number; n < next; n++) {
      values[n] = value + (last - value) * (n - number) / (next - number);
    }
  });
  return values;
}

Deno.test("encodeMulaw() and encodeAlaw() decide as the tables do, for each sample", () => {
  assertEquals([MULAW_DECISIONS[128], ALAW_DECISIONS[128]], [7903, 3968]);
  for (
    const [codes, decisions, scale, invert] of [
      [encodeMulaw(ALL_SAMPLES), MULAW_DECISIONS, 4, 0x7f],
      [encodeAlaw(ALL_SAMPLES), ALAW_DECISIONS, 8, 0x55],
    ] as const
  ) {
    ALL_SAMPLES.forEach((sample, index) => {
      // The tables leave open which side a decision value itself belongs to.
      const size = sample < 0 ? ~sample : sample;
      let number = 1;
      while (number < 128 && size >= scale * (decisions[number + 1] ?? Infinity)) number++;
      const code = ((sample < 0 ? 0 : 0x80) | number - 1) ^ invert;
      if (codes[index] !== code) assertEquals(codes[index], code, `sample ${sample}`);
    });
  }
});

Deno.test("encodeMulaw() and encodeAlaw() give a code back that was decoded", () => {
  const mulaw = encodeMulaw(decodeMulaw(ALL_CODES));
  // Negative zero, 0x7f, is the same sample as zero.
  assertEquals(mulaw, ALL_CODES.map((code) => code === 0x7f ? 0xff : code));
  assertEquals(encodeAlaw(decodeAlaw(ALL_CODES)), ALL_CODES);
});
