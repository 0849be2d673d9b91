/** The names of recordings and of their audio: nothing else in the folder is touched. */
const FILE = /^(.+?)(?:\.txt|\.\d+\.wav)$/;

/** The time at the beginning of a name. */
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z-.+$/;

/** Fraction of the size limit, or of the maximum age, after which the folder is scanned again. */
const STEP = 1 / 20;

/** Options of {@linkcode Retention}. */
export interface RetentionOptions {
  /** Maximum size of all recordings in the folder, in bytes. The default is `Infinity`. */
  readonly maxBytes?: number;
  /** Maximum age of a recording, from the beginning of its call, in ms. The default is `Infinity`. */
  readonly maxAge?: number;
}

/** An existing recording: its text, and its audio. */
interface Found {
  /** When its call began, in milliseconds since 1970. */
  readonly time: number;
  readonly files: string[];
  size: number;
}

/**
 * Keeps the recordings of a folder below a number of bytes and an age, by deleting the oldest. Several
 * processes may share the folder; each scans it when it begins, and when a recording ends after
 * it has added a twentieth of the size limit, or a twentieth of the maximum age has passed. Nothing
 * waits for that, and what fails is tried again the next time.
 */
export class Retention {
  #folder: string;
  #maxBytes: number;
  #maxAge: number;
  /** Beginnings of the names of recordings that are being written: those are kept. */
  #open = new Set<string>();
  #added = 0;
  #prunedAt = 0;
  #pruning: Promise<void> | undefined;

  /**
   * Takes over a folder.
   *
   * @throws {RangeError} If `maxBytes` or `maxAge` is less than 1.
   */
  constructor(folder: string, { maxBytes = Infinity, maxAge = Infinity }: RetentionOptions) {
    for (const [name, value] of Object.entries({ maxBytes, maxAge })) {
      if (!(value >= 1)) throw new RangeError(`Invalid ${name} ${value}: must be 1 or more`);
    }
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#maxAge = maxAge;
    this.#pruning = this.#prune();
  }

  /** A recording of this name, without its ending, begins. */
  begin(name: string): void {
    this.#open.add(name);
  }

  /** It has ended; resolves when there is room again. */
  async end(name: string, bytes: number): Promise<void> {
    this.#open.delete(name);
    this.#added += bytes;
    if (!this.#isDue) return;
    await this.#pruning;
    if (this.#isDue) this.#pruning = this.#prune();
    await this.#pruning;
  }

  get #isDue(): boolean {
    return this.#added >= this.#maxBytes * STEP ||
      Date.now() - this.#prunedAt >= this.#maxAge * STEP;
  }

  async #prune(): Promise<void> {
    this.#added = 0;
    this.#prunedAt = Date.now();
    const oldest = this.#prunedAt - this.#maxAge;
    try {
      const found = await this.#find();
      let excess = found.values().reduce((sum, { size }) => sum + size, 0) - this.#maxBytes;
      // A name begins with its time.
      const sorted = Array.from(found).sort(([a], [b]) => a < b ? -1 : 1);
      for (const [name, { time, files, size }] of sorted) {
        if (excess <= 0 && time >= oldest) return;
        if (this.#isOpen(name)) continue;
        for (const file of files) await Deno.remove(`${this.#folder}/${file}`).catch(() => {});
        excess -= size;
      }
    } catch {
      // The folder is gone, or cannot be read: writing into it fails as well, and is logged.
    }
  }

  /** Finds the recordings, by their names without an ending. */
  async #find(): Promise<Map<string, Found>> {
    const found = new Map<string, Found>();
    for await (const { name: file, isFile } of Deno.readDir(this.#folder)) {
      const [, name = ""] = isFile ? FILE.exec(file) ?? [] : [];
      const time = timeOf(name);
      if (Number.isNaN(time)) continue;
      const info = await Deno.lstat(`${this.#folder}/${file}`).catch(() => undefined);
      if (info === undefined) continue;
      const recording = found.get(name) ?? { time, files: [], size: 0 };
      found.set(name, recording);
      recording.files.push(file);
      recording.size += info.size;
    }
    return found;
  }

  #isOpen(name: string): boolean {
    for (const begin of this.#open) if (name.startsWith(begin)) return true;
    return false;
  }
}

/** When the call of a recording began; `NaN` if the name is not that of a recording. */
function timeOf(name: string): number {
  return TIME.test(name) ? Date.parse(name.replace(TIME, "$1-$2-$3T$4:$5:$6Z")) : NaN;
}
