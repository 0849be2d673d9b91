import { assertEquals, assertThrows } from "@std/assert";
import { bytesOf, samplesOf, toFloat32, toInt16 } from "../../../src/audio/pcm/samples.ts";

Deno.test("samplesOf() reads little-endian samples at an odd address as well", () => {
  const bytes = new Uint8Array([9, 0x34, 0x12, 0xff, 0x7f, 0x00, 0x80]);
  assertEquals(samplesOf(bytes.subarray(1)), new Int16Array([0x1234, 32767, -32768]));
  assertThrows(() => samplesOf(bytes), RangeError, "7 bytes");
});

Deno.test("toFloat32() and toInt16() keep every sample", () => {
  const all = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
  assertEquals(toInt16(toFloat32(all)), all);
  assertEquals(samplesOf(bytesOf(all)), all);
});

Deno.test("toInt16() clips what is too loud, and makes silence of what is no number", () => {
  const floats = new Float32Array([2, -2, Infinity, -Infinity, NaN, 0.99999]);
  assertEquals(toInt16(floats), new Int16Array([32767, -32768, 32767, -32768, 0, 32767]));
});
