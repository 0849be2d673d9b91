import { decodeAlaw } from "../../../audio/pcm/alaw.ts";
import { decodeWav } from "../../../audio/pcm/decode_wav.ts";
import { decodeG722 } from "../../../audio/pcm/g722.ts";
import { decodeGsm } from "../../../audio/pcm/gsm.ts";
import { decodeMulaw } from "../../../audio/pcm/mulaw.ts";
import { samplesOf } from "../../../audio/pcm/samples.ts";

/** Samples of one channel. */
export interface DecodedSound {
  readonly samples: Int16Array;
  /** The sample rate in Hz. */
  readonly rate: number;
}

/** How a format is decoded, and the most bytes of a file: decoding takes the server's time. */
interface SoundFormat {
  readonly decode: (bytes: Uint8Array) => DecodedSound;
  readonly most: number;
}

/** 20 minutes at 8 kHz and 16 bits. */
const MOST_LINEAR = 20 * 1024 * 1024;

/** Ten minutes; a second of GSM takes about 2 ms, one of G.722 about 4 ms. */
const MOST_GSM = 1024 * 1024;
const MOST_G722 = 5 * 1024 * 1024;

const LINEAR_RATES: Readonly<Record<string, number>> = {
  sln: 8000,
  raw: 8000,
  sln8: 8000,
  sln12: 12_000,
  sln16: 16_000,
  sln24: 24_000,
  sln32: 32_000,
  sln44: 44_100,
  sln48: 48_000,
};

const WAV: SoundFormat = { decode: (bytes) => decodeWav(bytes), most: MOST_LINEAR };
const WAV_GSM: SoundFormat = { decode: (bytes) => decodeWav(bytes), most: MOST_GSM };
const MULAW: SoundFormat = atRate(8000, decodeMulaw, MOST_LINEAR);
const ALAW: SoundFormat = atRate(8000, decodeAlaw, MOST_LINEAR);

/** The formats that can be decoded, by the extension of a file, the best first. */
const FORMATS: ReadonlyMap<string, SoundFormat> = new Map([
  ["wav", WAV],
  ["wav16", WAV],
  ...Object.entries(LINEAR_RATES).map(([extension, rate]) =>
    [extension, atRate(rate, linear, MOST_LINEAR)] as const
  ),
  ["g722", atRate(16_000, decodeG722, MOST_G722)],
  ...["ulaw", "ul", "mu", "pcm"].map((extension) => [extension, MULAW] as const),
  ...["alaw", "al"].map((extension) => [extension, ALAW] as const),
  ["gsm", atRate(8000, decodeGsm, MOST_GSM)],
  ["WAV", WAV_GSM],
  ["wav49", WAV_GSM],
]);

/**
 * Finds a sound in a format that can be decoded. Returns its path; `undefined` if there is none.
 *
 * @param path The path without its extension.
 */
export function findDecodable(path: string): string | undefined {
  for (const [extension, { most }] of FORMATS) {
    const { isFile = false, size = 0 } = infoOf(`${path}.${extension}`) ?? {};
    if (isFile && size <= most) return `${path}.${extension}`;
  }
  return undefined;
}

/**
 * Decodes a file that {@linkcode findDecodable} found.
 *
 * @throws {Error} If it cannot be read.
 * @throws {TypeError} If it does not hold what its extension says.
 */
export function decodeSound(path: string): DecodedSound {
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const format = FORMATS.get(extension);
  if (format === undefined) throw new TypeError(`Decoding ${path} failed: unknown format`);
  return format.decode(Deno.readFileSync(path));
}

function atRate(
  rate: number,
  decode: (bytes: Uint8Array) => Int16Array,
  most: number,
): SoundFormat {
  return { decode: (bytes) => ({ samples: decode(bytes), rate }), most };
}

function linear(bytes: Uint8Array): Int16Array {
  return samplesOf(bytes.subarray(0, bytes.length & ~1));
}

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
