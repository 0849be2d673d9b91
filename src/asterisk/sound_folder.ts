import { soundPaths } from "./sound_paths.ts";

/** Samples in a millisecond, at the rate of the simulator. */
const RATE = 8;

/** The bytes of a millisecond, by the extension of a file. */
const BYTES_PER_MILLISECOND: Readonly<Record<string, number>> = {
  ulaw: 8,
  ul: 8,
  mu: 8,
  pcm: 8,
  alaw: 8,
  al: 8,
  g722: 8,
  g729: 1,
  gsm: 33 / 20,
  sln: 16,
  raw: 16,
  sln8: 16,
  sln12: 24,
  sln16: 32,
  sln24: 48,
  sln32: 64,
  sln44: 88.2,
  sln48: 96,
  sln96: 192,
  sln192: 384,
};

/** Extensions whose files begin with a RIFF header; `WAV` and `wav49` hold GSM. */
const RIFF: readonly string[] = ["wav", "WAV", "wav49", "wav16"];

/** The part of a file that is searched for its header, in bytes. */
const HEADER = 4096;

/**
 * Looks up sounds in a folder as Asterisk does. Returns the length in samples of the first file of
 * a name with a known format, `undefined` if there is none. Files may come and go meanwhile.
 *
 * @throws {Error} If the folder does not exist, or cannot be looked up.
 */
export function soundFolder(
  folder: string,
): (name: string, language: string) => number | undefined {
  if (!isFolder(folder)) throw new Error(`${folder} is not a folder of sounds`);
  return (name, language) => lengthOf(folder, { name, language });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : `${cause}`;
    throw new Error(`Cannot look up the folder of sounds ${path}: ${why}`, { cause });
  }
}

function lengthOf(
  folder: string,
  sound: { name: string; language: string },
): number | undefined {
  if (sound.name === "" || `${sound.name}${sound.language}`.includes("\0")) return undefined;
  for (const path of soundPaths(folder, sound)) {
    const length = soundLength(path);
    if (length !== undefined) return length;
  }
  return undefined;
}

/**
 * Returns the length of a sound in samples; `undefined` if it has no file in a known format.
 *
 * @param path The path without its extension.
 * @throws {Error} If it cannot be looked up.
 */
export function soundLength(path: string): number | undefined {
  for (const extension of [...RIFF, ...Object.keys(BYTES_PER_MILLISECOND)]) {
    const milliseconds = durationOf(`${path}.${extension}`, extension);
    if (milliseconds !== undefined) return Math.round(milliseconds * RATE);
  }
  return undefined;
}

/** Returns the duration of a file, in milliseconds; `undefined` if it does not exist. */
function durationOf(path: string, extension: string): number | undefined {
  try {
    using file = Deno.openSync(path);
    const { isFile, size } = file.statSync();
    if (!isFile) return undefined;
    const bytes = BYTES_PER_MILLISECOND[extension];
    if (bytes !== undefined) return size / bytes;
    const header = new Uint8Array(HEADER);
    const count = file.readSync(header) ?? 0;
    return riffDuration(new DataView(header.buffer, 0, count), size);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}

/** Computes the duration from the chunks `fmt ` and `data`; `undefined` without them. */
function riffDuration(view: DataView, size: number): number | undefined {
  if (view.byteLength < 12 || tagAt(view, 0) !== "RIFF" || tagAt(view, 8) !== "WAVE") {
    return undefined;
  }
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const tag = tagAt(view, at);
    const length = view.getUint32(at + 4, true);
    if (tag === "fmt " && at + 20 <= view.byteLength) {
      bytesPerSecond = view.getUint32(at + 16, true);
    }
    if (tag === "data" && bytesPerSecond > 0) {
      return 1000 * Math.min(length, size - at - 8) / bytesPerSecond;
    }
    at += 8 + length + length % 2;
  }
  return undefined;
}

function tagAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
