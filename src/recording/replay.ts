import { fromBytes, toBytes } from "../protocol/binary.ts";
import type { Duplex } from "../transport/duplex.ts";
import { within } from "../transport/within.ts";
import type { Capture, CaptureEntry } from "./capture.ts";
import { fenceOf, sameCommand, tokensOf } from "./same_command.ts";
import { NOTES } from "./transcript.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How long to pause where Asterisk paused between two outputs (ms). */
const PAUSE = 20;

/** Maximum length of a line from the handler, in bytes. */
const MAX_LINE = 1024 * 1024;

/** Where the handler did something other than what was recorded. */
export interface Difference {
  /** The index of the command in the recording, from 0. */
  readonly command: number;
  /** The recorded command as a binary string; `undefined` if the recording has no more commands. */
  readonly recorded: string | undefined;
  /** What the handler sent; `undefined` if nothing. */
  readonly actual: string | undefined;
  /** Whether the handler sent nothing because it was still running. */
  readonly timedOut: boolean;
}

/** A step of a replay. */
type Step =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "pause" }
  | { readonly kind: "expect"; readonly line: string }
  /** The handler should end. */
  | { readonly kind: "end" }
  | { readonly kind: "close" };

/** Options of {@linkcode replay}. */
export interface ReplayOptions {
  /** How long the handler can take for each command, in milliseconds. */
  timeout: number;
}

/**
 * Replays Asterisk's side of a recording on a connection. It sends each part once the handler has
 * sent the command recorded before it. Returns the first difference.
 */
export async function replay(
  capture: Capture,
  duplex: Duplex,
  options: ReplayOptions,
): Promise<Difference | undefined> {
  const replayer = new Replayer(capture, duplex, options.timeout);
  try {
    return await replayer.run();
  } finally {
    await replayer.close();
  }
}

/** The commands of a recording, as binary strings without line endings. */
export function commandsOf(capture: Capture): string[] {
  return stepsOf(capture.entries).flatMap((step) => step.kind === "expect" ? [step.line] : []);
}

class Replayer {
  #steps: readonly Step[];
  #masked: boolean;
  #lines: SentLines;
  #writer: WritableStreamDefaultWriter<Bytes>;
  #timeout: number;
  #command = 0;
  /** The random tokens of the recording, and the tokens that replace them now. */
  #tokens = new Map<string, string>();
  /** Recorded fences that are not needed now; their replies are omitted. */
  #skipped = new Set<string>();

  constructor(capture: Capture, duplex: Duplex, timeout: number) {
    this.#steps = stepsOf(capture.entries);
    this.#masked = capture.comments.includes(NOTES.masked);
    this.#lines = new SentLines(duplex.readable);
    this.#writer = duplex.writable.getWriter();
    this.#writer.closed.catch(() => {});
    this.#timeout = timeout;
  }

  async run(): Promise<Difference | undefined> {
    let over = false;
    for (const step of this.#steps) {
      const difference = over ? undefined : await this.#take(step);
      if (difference !== undefined) return difference;
      if (step.kind === "end" || step.kind === "close") over = true;
      else if (over && step.kind === "say") this.#say(step.text);
    }
    return over ? undefined : await this.#expectEnd();
  }

  async close(): Promise<void> {
    this.#writer.close().catch(() => {});
    await this.#lines.cancel();
  }

  async #take(step: Step): Promise<Difference | undefined> {
    switch (step.kind) {
      case "say":
        this.#say(step.text);
        return undefined;
      case "pause":
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        return undefined;
      case "expect":
        return await this.#expect(step.line);
      case "end":
        return await this.#expectEnd();
      case "close":
        this.#writer.close().catch(() => {});
        return undefined;
    }
  }

  #say(text: string): void {
    let now = text;
    for (const fence of this.#skipped) now = now.replace(`200 result=1 (${fence})\n`, "");
    for (const [recorded, token] of this.#tokens) now = now.replaceAll(recorded, token);
    // The handler may have ended already. The next missing command will show that.
    this.#writer.write(toBytes(now)).catch(() => {});
  }

  async #expect(recorded: string): Promise<Difference | undefined> {
    const fence = fenceOf(recorded);
    const actual = await this.#next(fence !== undefined);
    if (fence !== undefined && (typeof actual !== "string" || fenceOf(actual) === undefined)) {
      if (typeof actual === "string") this.#lines.putBack(actual);
      this.#skipped.add(fence);
      this.#command++;
      return undefined;
    }
    if (typeof actual !== "string" || !sameCommand(recorded, actual, this.#masked)) {
      return this.#difference(recorded, actual);
    }
    const tokens = tokensOf(actual);
    for (const [at, token] of tokensOf(recorded).entries()) {
      this.#tokens.set(token, tokens[at] ?? token);
    }
    this.#command++;
    return undefined;
  }

  async #expectEnd(): Promise<Difference | undefined> {
    const actual = await this.#next(false);
    return actual === null ? undefined : this.#difference(undefined, actual);
  }

  /**
   * Returns the next line of the handler; `null` at its end, `undefined` on timeout. It answers
   * fences that were not recorded: whether one is needed depends on the network.
   */
  async #next(wantsFence: boolean): Promise<string | null | undefined> {
    while (true) {
      const line = await this.#lines.next(this.#timeout);
      const fence = typeof line === "string" ? fenceOf(line) : undefined;
      if (fence === undefined || wantsFence) return line;
      this.#say(`200 result=1 (${fence})\n`);
    }
  }

  #difference(recorded: string | undefined, actual: string | null | undefined): Difference {
    return {
      command: this.#command,
      recorded,
      actual: actual ?? undefined,
      timedOut: actual === undefined,
    };
  }
}

/** Reads the lines that the handler sends. */
class SentLines {
  #reader: ReadableStreamDefaultReader<Bytes>;
  #text = "";
  #reading: Promise<boolean> | undefined;
  #putBack: string | undefined;

  constructor(readable: ReadableStream<Bytes>) {
    this.#reader = readable.getReader();
  }

  /** Returns the next line as a binary string; `null` at the end, `undefined` on timeout. */
  async next(timeout: number): Promise<string | null | undefined> {
    const line = this.#putBack;
    this.#putBack = undefined;
    if (line !== undefined) return line;
    const deadline = performance.now() + timeout;
    while (!this.#text.includes("\n")) {
      if (this.#text.length > MAX_LINE) return this.#text.slice(0, MAX_LINE);
      this.#reading ??= this.#read();
      const more = await within(this.#reading, Math.max(0, deadline - performance.now()));
      if (more === undefined) return undefined;
      this.#reading = undefined;
      if (!more) return null;
    }
    const end = this.#text.indexOf("\n");
    const next = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return next;
  }

  putBack(line: string): void {
    this.#putBack = line;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #read(): Promise<boolean> {
    try {
      const { value, done } = await this.#reader.read();
      if (value !== undefined) this.#text += fromBytes(value);
      return !done;
    } catch {
      return false; // The connection was aborted.
    }
  }
}

function stepsOf(entries: readonly CaptureEntry[]): Step[] {
  const steps: Step[] = [];
  let sent = "";
  for (const entry of entries) {
    switch (entry.kind) {
      case "received": {
        const last = steps.at(-1);
        const text = fromBytes(entry.bytes);
        // Consecutive output without a pause is sent as one chunk.
        if (last?.kind === "say") steps.splice(-1, 1, { kind: "say", text: last.text + text });
        else steps.push({ kind: "say", text });
        break;
      }
      case "sent":
        sent += fromBytes(entry.bytes);
        for (let end = sent.indexOf("\n"); end >= 0; end = sent.indexOf("\n")) {
          steps.push({ kind: "expect", line: sent.slice(0, end) });
          sent = sent.slice(end + 1);
        }
        break;
      case "time":
        if (steps.at(-1)?.kind === "say") steps.push({ kind: "pause" });
        break;
      case "comment":
        if (/^responder (closes|shuts down|resets)/.test(entry.text)) steps.push({ kind: "end" });
        else if (entry.text === NOTES.closed) steps.push({ kind: "close" });
    }
  }
  return steps;
}
