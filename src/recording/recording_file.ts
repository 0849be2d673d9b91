/** Maximum number of characters that wait to be written to a slow disk. */
const MAX_PENDING = 1024 * 1024;

/** Maximum length of a file, so that a single call cannot fill the disk. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** Maximum number of file names to try. */
const MAX_NAMES = 100;

/** Only the owner can read a recording. */
const MODE = 0o600;

/**
 * A file written in the background. It accepts text at once, never throws, and buffers little. A
 * failure ends the file and is reported once.
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

  /** `onError` is called at most once. */
  constructor(onError: (error: Error) => void) {
    this.#onError = onError;
  }

  /** How many bytes were written so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends text. It is buffered until {@linkcode open}. */
  write(text: string): void {
    if (this.#ended || this.#stopped) return;
    this.#length += text.length;
    if (this.#pending.length + text.length > MAX_PENDING) {
      return this.#fail(
        new Error(`Recording stopped: the disk is too slow (${MAX_PENDING} bytes pending)`),
      );
    }
    if (this.#length > MAX_LENGTH) {
      return this.#fail(new Error(`Recording stopped: it exceeds ${MAX_LENGTH} bytes`));
    }
    this.#pending += text;
    this.#flush();
  }

  /** Starts writing to the file that `make` creates; see {@linkcode createFile}. */
  open(make: () => Promise<Deno.FsFile>): void {
    this.#make = make;
    this.#flush();
  }

  /**
   * Ends the file. Resolves when everything is written; text for a file never opened is discarded.
   */
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

/** Creates a file that only the owner can read. It must not exist yet. */
export function createFile(path: string): Promise<Deno.FsFile> {
  return Deno.open(path, { write: true, createNew: true, mode: MODE });
}

/** Creates `path.txt`, or `path-2.txt` and so on if it already exists. */
export async function createNumberedFile(path: string): Promise<Deno.FsFile> {
  for (let number = 1;; number++) {
    try {
      return await createFile(number === 1 ? `${path}.txt` : `${path}-${number}.txt`);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists) || number === MAX_NAMES) throw error;
    }
  }
}
