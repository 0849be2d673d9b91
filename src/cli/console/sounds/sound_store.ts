import { soundLength } from "../../../asterisk/sound_folder.ts";
import { soundPaths } from "../../../asterisk/sound_paths.ts";
import { resample } from "../../../audio/pcm/resample.ts";
import { bytesOf } from "../../../audio/pcm/samples.ts";
import { wavHeader } from "../../../audio/pcm/wav.ts";
import { joinBytes } from "../../../protocol/join_bytes.ts";
import { type DecodedSound, decodeSound, findDecodable } from "./decode_sound.ts";
import { SoundTexts } from "./sound_texts.ts";

/** The sound files of a folder that is laid out as Asterisk's, as WAV, and what they say. */
export class SoundStore {
  #folder: string | undefined;
  #texts: SoundTexts;

  private constructor(folder: string | undefined) {
    this.#folder = folder;
    this.#texts = SoundTexts.read(folder);
  }

  /**
   * Opens a folder; without one, no sound has a file.
   *
   * @throws {Error} If it is not a folder.
   */
  static open(folder: string | undefined): SoundStore {
    if (folder !== undefined && attempt(() => Deno.statSync(folder))?.isDirectory !== true) {
      throw new Error(`--sounds ${folder} is not a folder`);
    }
    return new SoundStore(folder?.replace(/(?<=.)\/+$/, ""));
  }

  /** Returns the length of a file, in samples of 8 kHz; `undefined` if there is none. */
  lengthOf(name: string, language: string): number | undefined {
    const path = this.#pathOf(name, language);
    return path === undefined ? undefined : attempt(() => soundLength(path));
  }

  /** Whether all sounds have files that {@linkcode wav} can decode. */
  canPlay(names: readonly string[], language: string): boolean {
    return names.length > 0 &&
      names.every((name) => this.#find(name, language) !== undefined);
  }

  /**
   * Returns sounds, one after the other, as WAV from a position in milliseconds on; `undefined` if
   * one of them cannot be played.
   */
  wav(
    names: readonly string[],
    { language, from = 0 }: { language: string; from?: number },
  ): Uint8Array<ArrayBuffer> | undefined {
    const sounds: DecodedSound[] = [];
    for (const name of names) {
      const path = this.#find(name, language);
      const sound = path === undefined ? undefined : attempt(() => decodeSound(path));
      if (sound === undefined) return undefined;
      sounds.push(sound);
    }
    return sounds.length === 0 ? undefined : wavOf(sounds, from);
  }

  /** Returns what a sound says: its text in a list, else its name as words. */
  textOf(name: string, language: string): string {
    return this.#texts.textOf(this.#inside(name, language)?.name ?? name, language);
  }

  /** Finds a file that can be decoded, in the first place that has the sound in any format. */
  #find(name: string, language: string): string | undefined {
    const path = this.#pathOf(name, language);
    return path === undefined ? undefined : findDecodable(path);
  }

  /** Where the sound is, without its extension. */
  #pathOf(name: string, language: string): string | undefined {
    const inside = this.#inside(name, language);
    if (this.#folder === undefined || inside === undefined) return undefined;
    return soundPaths(this.#folder, inside)
      .find((path) => attempt(() => soundLength(path)) !== undefined);
  }

  /** The name within the folder, where the handler of any server may choose name and language. */
  #inside(name: string, language: string): { name: string; language: string } | undefined {
    const own = `${this.#folder}/`;
    const relative = name.startsWith(own) ? name.slice(own.length) : name;
    const parts = relative.split("/");
    if (relative.includes("\0") || parts[0] === "" || parts.includes("..")) return undefined;
    return { name: relative, language: /^[\w-]+$/.test(language) ? language : "en" };
  }
}

function wavOf(sounds: readonly DecodedSound[], from: number): Uint8Array<ArrayBuffer> {
  const rate = Math.max(...sounds.map((sound) => sound.rate));
  const parts = sounds.map((sound) => resample(sound.samples, sound.rate, rate));
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  const data = bytesOf(samples.subarray(Math.round(from * rate / 1000)));
  return joinBytes([wavHeader({ rate, length: data.length }), data]);
}

/** Runs it, and returns `undefined` if it throws: a file may be gone, or not be one. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
