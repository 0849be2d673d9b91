import { unshowable } from "../../../logging/unshowable.ts";
import { clip, withPlainPlaces } from "../../../protocol/text.ts";
import type { Failure } from "../messages.ts";

/** Maximum length of a source line, in characters. */
const MAX_SOURCE = 200;

/** Maximum size of a file that is read for a source line, in bytes. */
const MAX_FILE = 1024 * 1024;

/** The most characters of a message, and of a stack after it. */
const MAX_MESSAGE = 2000;
const MAX_STACK = 16 * 1024;

/** Maximum number of causes of an error that are shown. */
const MAX_CAUSES = 3;

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

  /** Describes what a handler threw, whatever that is. Never throws. */
  read(error: unknown): Failure {
    try {
      if (error instanceof Error) return this.#read(error);
      return { message: clip(Deno.inspect(error)), place: undefined, source: undefined };
    } catch (cause) {
      return { message: unshowable("shown", cause), place: undefined, source: undefined };
    }
  }

  #read(error: Error): Failure {
    const message = withPlainPlaces([titleOf(error), ...causesOf(error)].join("\ncaused by "));
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
    const frames = Array.from(framesOf(error).matchAll(FRAME), (match) => {
      const [, url = "", mark, line, column] = match;
      return { path: pathOf(url), mark, line: Number(line), column: Number(column) };
    });
    return frames.find(({ mark }) => mark !== undefined) ??
      frames.find(({ path }) => files.includes(path)) ??
      frames.find(({ path }) => folders.some((folder) => path.startsWith(folder)));
  }
}

function titleOf({ name, message }: Error): string {
  return `${name}: ${clip(message, MAX_MESSAGE)}`;
}

/** The causes of an error, the nearest first. */
function causesOf(error: Error): string[] {
  const causes: string[] = [];
  let { cause } = error;
  while (cause !== undefined && causes.length < MAX_CAUSES) {
    causes.push(cause instanceof Error ? titleOf(cause) : clip(Deno.inspect(cause), MAX_MESSAGE));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

/** The stack without the message, which can quote a peer: text of it must not pass for a frame. */
function framesOf(error: Error): string {
  const { message } = error;
  // The stack of an error with a very long message takes long to be made.
  if (message.length > MAX_MESSAGE) return "";
  const { stack = "" } = error;
  const at = stack.indexOf(message);
  const begin = at < 0 ? 0 : at + message.length;
  return stack.slice(begin, begin + MAX_STACK);
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
