/** The names of recordings and of their audio: nothing else in the folder is touched. */
const NAME = /^(\d{8}T\d{6}\.\d{3}Z-.+?)(?:\.txt|\.\d+\.wav)$/;

/** After which part of the most bytes the folder is looked through again. */
const STEP = 1 / 20;

/** A recording that is there: its text, and its audio. */
interface Found {
  readonly files: string[];
  size: number;
}

/**
 * Keeps the recordings of a folder below a number of bytes, by deleting the oldest. Several
 * processes may share the folder; each looks through it when it has added a twentieth of the most
 * bytes, and once when it begins. Nothing waits for that, and what fails is tried again the next
 * time.
 */
export class Retention {
  #folder: string;
  #maxBytes: number;
  /** Beginnings of the names of recordings that are being written: those are kept. */
  #open = new Set<string>();
  #added = 0;
  #pruning: Promise<void> | undefined;

  /**
   * Takes a folder, and the most bytes of its recordings.
   *
   * @throws {RangeError} If `maxBytes` is less than 1.
   */
  constructor(folder: string, maxBytes: number) {
    if (!(maxBytes >= 1)) {
      throw new RangeError(`Invalid maxBytes ${maxBytes}: must be 1 or more`);
    }
    this.#folder = folder;
    this.#maxBytes = maxBytes;
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
    if (this.#added < this.#maxBytes * STEP) return;
    await this.#pruning;
    if (this.#added >= this.#maxBytes * STEP) this.#pruning = this.#prune();
    await this.#pruning;
  }

  async #prune(): Promise<void> {
    this.#added = 0;
    try {
      const found = await this.#find();
      let excess = found.values().reduce((sum, { size }) => sum + size, 0) - this.#maxBytes;
      // A name begins with its time.
      for (const [name, { files, size }] of Array.from(found).sort(([a], [b]) => a < b ? -1 : 1)) {
        if (excess <= 0) return;
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
      const [, name] = isFile ? NAME.exec(file) ?? [] : [];
      if (name === undefined) continue;
      const info = await Deno.lstat(`${this.#folder}/${file}`).catch(() => undefined);
      if (info === undefined) continue;
      const recording = found.get(name) ?? { files: [], size: 0 };
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
