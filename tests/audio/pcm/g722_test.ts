import { assertEquals } from "@std/assert";
import { decodeG722 } from "../../../src/audio/mod.ts";
import { codedFile, samplesFile } from "./coded_files.ts";

Deno.test("decodeG722() decodes as FFmpeg does, to the bit", async () => {
  for (const name of ["random.g722", "sweep.g722"]) {
    assertEquals(decodeG722(await codedFile(name)), await samplesFile(`${name}.sln16`), name);
  }
  assertEquals(decodeG722(new Uint8Array()), new Int16Array());
});
