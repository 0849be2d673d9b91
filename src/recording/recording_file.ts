/** The most characters that wait for a slow disk. */
const MAX_PENDING = 1024 * 1024;

/** The most characters of a file: a call that says more is not worth a full disk. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** How many names are tried. */
const MAX_NAMES = 100;

/** Only the owner may read a recording. */
const MODE = 0o600;

/**
 * A new file that is written behind the back of the one who writes: it takes text at once, never
 * throws, and keeps little. What fails ends the file, and is told once.
 */
export class RecordingFile {
  #onError: (error: Error) => void;
  #make: (() => Promise<Deno.FsFile>) | undefined;
  #file: Deno.FsFile | undefined;
  #pending = "";
  #length = 0;
  #ended = false;
  #stopped = false;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  /** `onError` is told what went wrong, at most once. */
  constructor(onError: (error: Error) => void) {
    this.#onError = onError;
  }

  /** How many characters, each a byte, were written so far. */
  get length(): number {
    return this.#length;
  }

  /** Takes text. It is kept until {@linkcode open}. */
  write(text: string): void {
    if (this.#ended || this.#stopped) return;
    this.#length += text.length;
    if (this.#pending.length + text.length > MAX_PENDING) {
      return this.#fail(new Error(`The disk is too slow: ${MAX_PENDING} bytes wait`));
    }
    if (this.#length > MAX_LENGTH) {
      return this.#fail(new Error(`The recording ends early: it has ${MAX_LENGTH} bytes`));
    }
    this.#pending += text;
    this.#flush();
  }

  /** Begins to write into the file that is made so, see {@linkcode createFile}. */
  open(make: () => Promise<Deno.FsFile>): void {
    this.#make = make;
    this.#flush();
  }

  /** Takes no more; resolves when all is written. What was never opened is forgotten. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#writing;
    this.#stopped = true;
    this.#pending = "";
    this.#file?.close();
    this.#file = undefined;
  }

  #flush(): void {
    const make = this.#make;
    if (make === undefined || this.#busy || this.#pending === "") return;
    this.#busy = true;
    this.#writing = this.#writeAll(make);
  }

  async #writeAll(make: () => Promise<Deno.FsFile>): Promise<void> {
    try {
      this.#file ??= await make();
      while (this.#pending !== "") {
        const bytes = new TextEncoder().encode(this.#pending);
        this.#pending = "";
        for (let rest = bytes; rest.length > 0;) {
          rest = rest.subarray(await this.#file.write(rest));
        }
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(`${error}`));
    } finally {
      this.#busy = false;
    }
  }

  #fail(error: Error): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#pending = "";
    this.#onError(error);
  }
}

/** Makes a file that nobody else may read. There must be none of this name. */
export function createFile(path: string): Promise<Deno.FsFile> {
  return Deno.open(path, { write: true, createNew: true, mode: MODE });
}

/** Makes `path.txt`; where there is one, `path-2.txt` and so on. */
export async function createNumberedFile(path: string): Promise<Deno.FsFile> {
  for (let number = 1;; number++) {
    try {
      return await createFile(number === 1 ? `${path}.txt` : `${path}-${number}.txt`);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists) || number === MAX_NAMES) throw error;
    }
  }
}
