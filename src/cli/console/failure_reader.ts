import { clip } from "../../protocol/text.ts";
import type { Failure } from "./messages.ts";

/** Maximum length of a source line, in characters. */
const MAX_SOURCE = 200;

/** Maximum size of a file that is read for a source line, in bytes. */
const MAX_FILE = 1024 * 1024;

/** A frame of a stack in a local file, which a reload marks. */
const FRAME = /\(?(file:\/\/[^\s()?]+)(\?reload=\d+)?:(\d+):(\d+)\)?$/gm;

/** Options of {@linkcode FailureReader}. */
export interface FailureReaderOptions {
  /** The absolute paths of the handler files. */
  files: () => readonly string[];
  /** Whether to read source lines from disk. */
  source: boolean;
}

/** Finds out where a handler failed, by the stack of its error. */
export class FailureReader {
  #options: FailureReaderOptions;

  /** Knows which files are handlers. */
  constructor(options: FailureReaderOptions) {
    this.#options = options;
  }

  /** Describes an error. */
  read(error: unknown): Failure {
    if (!(error instanceof Error)) {
      return { message: clip(Deno.inspect(error)), place: undefined, source: undefined };
    }
    const message = `${error.name}: ${error.message}`;
    const frame = this.#frameOf(error);
    if (frame === undefined) return { message, place: undefined, source: undefined };
    const { path, line, column } = frame;
    return {
      message,
      place: `${path.slice(path.lastIndexOf("/") + 1)}:${line}:${column}`,
      source: this.#options.source ? sourceLine(path, line) : undefined,
    };
  }

  #frameOf(error: Error): { path: string; line: number; column: number } | undefined {
    const files = this.#options.files();
    const folders = files.map((file) => file.slice(0, file.lastIndexOf("/") + 1));
    const frames = Array.from(`${error.stack}`.slice(0, MAX_FILE).matchAll(FRAME), (match) => {
      const [, url = "", mark, line, column] = match;
      return { path: pathOf(url), mark, line: Number(line), column: Number(column) };
    });
    return frames.find(({ mark }) => mark !== undefined) ??
      frames.find(({ path }) => files.includes(path)) ??
      frames.find(({ path }) => folders.some((folder) => path.startsWith(folder)));
  }
}

function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return "";
  }
}

function sourceLine(path: string, line: number): string | undefined {
  try {
    if (Deno.statSync(path).size > MAX_FILE) return undefined;
    const text = Deno.readTextFileSync(path).split("\n")[line - 1];
    return text === undefined ? undefined : clip(text.trim(), MAX_SOURCE);
  } catch {
    return undefined;
  }
}
