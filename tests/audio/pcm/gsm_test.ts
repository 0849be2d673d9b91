import { assertEquals, assertThrows } from "@std/assert";
import { decodeGsm, decodeWav } from "../../../src/audio/mod.ts";
import { codedFile, samplesFile } from "./coded_files.ts";

Deno.test("decodeGsm() decodes as libgsm does, to the bit", async () => {
  for (const name of ["random.gsm", "sweep.gsm"]) {
    assertEquals(decodeGsm(await codedFile(name)), await samplesFile(`${name}.sln`), name);
  }
});

Deno.test("decodeWav() decodes the GSM of .WAV files", async () => {
  const { samples, rate } = decodeWav(await codedFile("sweep.wav49"));
  assertEquals([samples, rate], [await samplesFile("sweep.wav49.sln"), 8000]);
});

Deno.test("decodeGsm() ignores an incomplete frame, and refuses what is not GSM", async () => {
  const file = await codedFile("random.gsm");
  const whole = await samplesFile("random.gsm.sln");
  for (const bytes of [0, 1, 32, 33, 34, 65, 66]) {
    const frames = Math.floor(bytes / 33);
    assertEquals(decodeGsm(file.subarray(0, bytes)), whole.subarray(0, frames * 160), `${bytes}`);
  }
  const broken = file.slice();
  broken[66] = 0x20;
  assertThrows(
    () => decodeGsm(broken),
    TypeError,
    "Decoding GSM failed: frame 2 does not begin with 0xD",
  );
  for (const [bytes, samples] of [[0, 0], [64, 0], [65, 320], [129, 320], [130, 640]] as const) {
    const decoded = decodeGsm(file.subarray(0, bytes), { packing: "wav49" });
    assertEquals(decoded.length, samples, `${bytes}`);
  }
});
