import { decodeAlaw } from "../../audio/pcm/alaw.ts";
import { decodeWav } from "../../audio/pcm/decode_wav.ts";
import { decodeMulaw } from "../../audio/pcm/mulaw.ts";
import { wavHeader } from "../../audio/pcm/wav.ts";

/** Maximum size of a sound file, in bytes. */
const MAX_FILE = 20 * 1024 * 1024;

/** Maximum size of a list of texts, in bytes. */
const MAX_LIST = 4 * 1024 * 1024;

/** Maximum number of sounds whose files are cached. */
const MAX_KNOWN = 10_000;

/** The rates of raw samples, by extension. */
const LINEAR: Readonly<Record<string, number>> = {
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

const MULAW: readonly string[] = ["ulaw", "ul", "mu", "pcm"];
const ALAW: readonly string[] = ["alaw", "al"];

/** The extensions of files that can be turned into WAV, the best first. */
const EXTENSIONS: readonly string[] = ["wav", "wav16", ...Object.keys(LINEAR), ...MULAW, ...ALAW];

/** A sound that the page can play. */
interface Playable {
  readonly samples: Int16Array;
  readonly rate: number;
}

/**
 * The sound files of a folder that is laid out as Asterisk's, as WAV, and the texts of Asterisk's lists
 * of prompts, such as `core-sounds-en.txt`, where the folder has them.
 */
export class SoundStore {
  #folder: string | undefined;
  #texts = new Map<string, string>();
  #known = new Map<string, string | undefined>();

  private constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /**
   * Opens a folder; without one, no sound has a file.
   *
   * @throws {Error} If it is not a folder.
   */
  static open(folder: string | undefined): SoundStore {
    const store = new SoundStore(folder);
    if (folder !== undefined) {
      const info = attempt(() => Deno.statSync(folder));
      if (info?.isDirectory !== true) throw new Error(`--sounds ${folder} is not a folder`);
      for (const place of [folder, `${folder}/en`]) store.#readLists(place);
    }
    return store;
  }

  /** Returns the length of a sound in milliseconds; `undefined` if it cannot be played. */
  durationOf(name: string, language: string): number | undefined {
    const playable = this.#load(name, language);
    return playable && 1000 * playable.samples.length / playable.rate;
  }

  /** Returns a sound as WAV; `undefined` if it cannot be played. */
  wav(name: string, language: string): Uint8Array<ArrayBuffer> | undefined {
    const playable = this.#load(name, language);
    if (playable === undefined) return undefined;
    const { samples, rate } = playable;
    const header = wavHeader({ rate, length: samples.length * 2 });
    const bytes = new Uint8Array(header.length + samples.length * 2);
    bytes.set(header);
    bytes.set(
      new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
      header.length,
    );
    return bytes;
  }

  /** Returns what a sound says: its text in a list, else its name as words. */
  textOf(name: string): string {
    return this.#texts.get(name) ?? wordsOf(name);
  }

  #load(name: string, language: string): Playable | undefined {
    const path = this.#find(name, language);
    return path === undefined ? undefined : attempt(() => decode(path));
  }

  #find(name: string, language: string): string | undefined {
    const key = `${language}/${name}`;
    if (this.#known.has(key)) return this.#known.get(key);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    const path = this.#search(name, language);
    this.#known.set(key, path);
    return path;
  }

  #search(name: string, language: string): string | undefined {
    if (this.#folder === undefined || name === "" || name.includes("\0")) return undefined;
    // A handler of another server chooses the name, which must not lead out of the folder.
    if (name.startsWith("/") || name.split("/").includes("..")) return undefined;
    const [base = "en"] = language.split("_");
    const places = [`/${language}/`, `/${base}/`, "/"];
    for (const stem of places.map((place) => `${this.#folder}${place}${name}`)) {
      for (const extension of EXTENSIONS) {
        const path = `${stem}.${extension}`;
        if (attempt(() => Deno.statSync(path))?.isFile === true) return path;
      }
    }
    return undefined;
  }

  /** Reads lists of prompts: a line each, with a name, a colon and the text. */
  #readLists(folder: string): void {
    const entries = attempt(() => [...Deno.readDirSync(folder)]) ?? [];
    for (const { name } of entries.filter(({ name }) => /^[\w-]+-sounds-\w+\.txt$/.test(name))) {
      const path = `${folder}/${name}`;
      if ((attempt(() => Deno.statSync(path))?.size ?? Infinity) > MAX_LIST) continue;
      const text = attempt(() => Deno.readTextFileSync(path)) ?? "";
      for (const [, sound = "", words = ""] of text.matchAll(/^([\w./-]+):[ \t]+(\S.*)$/gm)) {
        this.#texts.set(sound, words.trim());
      }
    }
  }
}

/** Makes words of a name: `digits/4` is `4`, `vm-goodbye` is `vm goodbye`. */
function wordsOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replaceAll(/[-_]+/g, " ").trim() || "sound";
}

function decode(path: string): Playable | undefined {
  if (Deno.statSync(path).size > MAX_FILE) return undefined;
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const bytes = Deno.readFileSync(path);
  if (MULAW.includes(extension)) return { samples: decodeMulaw(bytes), rate: 8000 };
  if (ALAW.includes(extension)) return { samples: decodeAlaw(bytes), rate: 8000 };
  const rate = LINEAR[extension];
  if (rate === undefined) return decodeWav(bytes);
  return { samples: new Int16Array(bytes.buffer, 0, bytes.length >> 1), rate };
}

/** Runs it, and returns `undefined` if it throws: a file may be gone, or not be one. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
