import { gunzipSync } from "node:zlib";
import { wordsOf } from "./words_of.ts";

/** Maximum size of a list, in bytes, packed and unpacked. */
const MAX_LIST = 4 * 1024 * 1024;

/** Where Debian's packages of sounds have their lists; the sounds themselves are elsewhere. */
const DEBIAN_LISTS = "/usr/share/doc";

/** The name of a list, such as `core-sounds-en.txt`, and its language. */
const LIST = /^[\w-]+-sounds-([A-Za-z]{2,3}(?:_\w+)?)\.txt(?:\.gz)?$/;

/** A line of a list: a name, a colon and the text. */
const LINE = /^([\w./-]+):[ \t]+(\S.*)$/gm;

/** What sounds say, by Asterisk's lists of its own prompts. */
export class SoundTexts {
  /** By language, then by name. */
  #texts = new Map<string, Map<string, string>>();

  /**
   * Reads the lists of Debian's packages `asterisk-core-sounds-*`, then those of a folder of sounds
   * and its subfolders, one for each language.
   */
  static read(folder: string | undefined, packages: string = DEBIAN_LISTS): SoundTexts {
    const texts = new SoundTexts();
    const installed = foldersIn(packages).filter((path) => /\/asterisk-[\w-]*sounds-/.test(path));
    const own = folder === undefined ? [] : [...foldersIn(folder), folder];
    for (const place of [...installed, ...own]) texts.#readLists(place);
    return texts;
  }

  /** Returns what a sound says in a language; its name as words if no list has it. */
  textOf(name: string, language: string): string {
    const [base = ""] = language.split("_");
    for (const list of [language, base, "en"]) {
      const text = this.#texts.get(list)?.get(name);
      if (text !== undefined) return text;
    }
    return wordsOf(name);
  }

  #readLists(folder: string): void {
    for (const name of namesIn(folder)) {
      const [, language] = LIST.exec(name) ?? [];
      if (language === undefined) continue;
      const texts = this.#texts.get(language) ?? new Map<string, string>();
      this.#texts.set(language, texts);
      for (const [, sound = "", text = ""] of readList(`${folder}/${name}`).matchAll(LINE)) {
        texts.set(sound, text.trim());
      }
    }
  }
}

/** Returns a list; an empty text if it cannot be read, or is too long. */
function readList(path: string): string {
  try {
    if (Deno.statSync(path).size > MAX_LIST) return "";
    const bytes = Deno.readFileSync(path);
    // Unlike DecompressionStream, this limits what it unpacks.
    const plain = path.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: MAX_LIST }) : bytes;
    return new TextDecoder().decode(plain);
  } catch {
    return "";
  }
}

/** The folders in a folder, and what links to folders there. */
function foldersIn(folder: string): string[] {
  return namesIn(folder, ({ isFile }) => !isFile).map((name) => `${folder}/${name}`);
}

function namesIn(folder: string, wanted: (entry: Deno.DirEntry) => boolean = () => true): string[] {
  try {
    return [...Deno.readDirSync(folder)].filter(wanted).map(({ name }) => name).sort();
  } catch {
    return []; // There is no such folder.
  }
}
