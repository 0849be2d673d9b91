import { joinBytes } from "../protocol/join_bytes.ts";

/** Maximum number of characters or bytes that wait to be written to a slow disk. */
const MAX_PENDING = 1024 * 1024;

/** Maximum length of a file, so that a single call cannot fill the disk. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** Maximum number of file names to try. */
const MAX_NAMES = 100;

/** Only the owner can read a recording. */
const MODE = 0o600;

/** Limits of a {@linkcode RecordingFile}, in bytes. */
export interface RecordingFileLimits {
  /** Maximum size of what waits to be written; 1 MiB by default. */
  readonly maxPending?: number;
  /** Maximum size of the file; 64 MiB by default. */
  readonly maxLength?: number;
}

/**
 * A file written in the background. It accepts text or bytes at once, never throws, and buffers little. A
 * failure ends the file and is reported once.
 */
export class RecordingFile {
  #onError: (error: Error) => void;
  #make: (() => Promise<Deno.FsFile>) | undefined;
  #file: Deno.FsFile | undefined;
  #maxPending: number;
  #maxLength: number;
  #pending: Pending[] = [];
  #pendingLength = 0;
  #length = 0;
  #ended = false;
  #stopped = false;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  /** `onError` is called at most once. */
  constructor(onError: (error: Error) => void, limits: RecordingFileLimits = {}) {
    this.#onError = onError;
    this.#maxPending = limits.maxPending ?? MAX_PENDING;
    this.#maxLength = limits.maxLength ?? MAX_LENGTH;
  }

  /** How many bytes were written so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends text or bytes. They are buffered until {@linkcode open}. */
  write(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#ended || this.#stopped) return;
    this.#length += data.length;
    this.#pendingLength += data.length;
    if (this.#pendingLength > this.#maxPending) {
      return this.#fail(
        new Error(`Recording stopped: the disk is too slow (${this.#maxPending} bytes pending)`),
      );
    }
    if (this.#isTooLong()) return;
    this.#pending.push(data);
    this.#flush();
  }

  /** Appends a number of zero bytes, which take no memory, and no room on most disks. */
  skip(bytes: number): void {
    if (this.#ended || this.#stopped) return;
    this.#length += bytes;
    if (this.#isTooLong()) return;
    this.#pending.push(bytes);
    this.#flush();
  }

  /** Starts writing to the file that `make` creates; see {@linkcode createFile}. */
  open(make: () => Promise<Deno.FsFile>): void {
    this.#make = make;
    this.#flush();
  }

  /**
   * Ends the file. Resolves when everything is written; data for a file never opened is discarded.
   *
   * @param finish Called with the file before it is closed.
   */
  async end(finish?: (file: Deno.FsFile) => Promise<void>): Promise<void> {
    this.#ended = true;
    await this.#writing;
    if (this.#file !== undefined && finish !== undefined) {
      await finish(this.#file).catch((error) => this.#fail(error));
    }
    this.#stopped = true;
    this.#drop();
    this.#file?.close();
    this.#file = undefined;
  }

  #flush(): void {
    const make = this.#make;
    if (make === undefined || this.#busy || this.#pending.length === 0) return;
    this.#busy = true;
    this.#writing = this.#writeAll(make);
  }

  async #writeAll(make: () => Promise<Deno.FsFile>): Promise<void> {
    try {
      this.#file ??= await make();
      while (this.#pending.length > 0) {
        const parts = this.#pending;
        this.#drop();
        await writeParts(this.#file, parts);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(`${error}`));
    } finally {
      this.#busy = false;
    }
  }

  #isTooLong(): boolean {
    if (this.#length <= this.#maxLength) return false;
    this.#fail(new Error(`Recording stopped: it exceeds ${this.#maxLength} bytes`));
    return true;
  }

  #fail(error: Error): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#drop();
    this.#onError(error);
  }

  #drop(): void {
    this.#pending = [];
    this.#pendingLength = 0;
  }
}

/** What waits to be written. A file has either texts or bytes; a number is that of zero bytes. */
type Pending = string | Uint8Array<ArrayBuffer> | number;

/** Writes parts in order, in few pieces. */
async function writeParts(file: Deno.FsFile, parts: readonly Pending[]): Promise<void> {
  for (let begin = 0; begin < parts.length;) {
    const hole = parts.findIndex((part, index) => index >= begin && typeof part === "number");
    const end = hole < 0 ? parts.length : hole;
    for (let rest = joined(parts.slice(begin, end)); rest.length > 0;) {
      rest = rest.subarray(await file.write(rest));
    }
    const zeros = parts[end];
    if (typeof zeros === "number") await file.seek(zeros, Deno.SeekMode.Current);
    begin = end + 1;
  }
}

function joined(parts: readonly Pending[]): Uint8Array<ArrayBuffer> {
  if (typeof parts[0] === "string") return new TextEncoder().encode(parts.join(""));
  return joinBytes(parts.filter((part) => part instanceof Uint8Array));
}

/** Creates a file that only the owner can read. It must not exist yet. */
export function createFile(path: string): Promise<Deno.FsFile> {
  return Deno.open(path, { write: true, createNew: true, mode: MODE });
}

/** A file with its path without the ending. */
export interface NumberedFile {
  readonly file: Deno.FsFile;
  readonly base: string;
}

/** Creates `path.txt`, or `path-2.txt` and so on if it already exists. */
export async function createNumberedFile(path: string): Promise<NumberedFile> {
  for (let number = 1;; number++) {
    const base = number === 1 ? path : `${path}-${number}`;
    try {
      return { file: await createFile(`${base}.txt`), base };
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists) || number === MAX_NAMES) throw error;
    }
  }
}
