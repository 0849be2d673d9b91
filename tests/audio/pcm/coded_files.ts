import { samplesOf } from "../../../src/audio/mod.ts";

/** Reads a file of `tests/testdata/codecs`, whose README says where they come from. */
export async function codedFile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(new URL(`../../testdata/codecs/${name}`, import.meta.url));
}

/** Reads the samples that another decoder made of one. */
export async function samplesFile(name: string): Promise<Int16Array> {
  return samplesOf(await codedFile(name));
}
