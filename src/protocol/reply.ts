import type { Reply } from "../command.ts";
import { AgiProtocolError } from "../errors.ts";
import { endOfText, USAGE_END } from "./end_of_text.ts";
import { quoteLine } from "./text.ts";
import { LineText } from "./line_text.ts";
import type { MemoryBudget } from "./memory_budget.ts";

/** What a line meant to a {@linkcode ReplyReader}. */
export type ReplyStep =
  /** The reply continues. */
  | "more"
  /** The reply is complete and available from {@linkcode ReplyReader.reply}. */
  | "done"
  /**
   * The reply does not show where it ends. It continues until the reply to a fence arrives; then
   * call {@linkcode ReplyReader.finish}.
   */
  | "unbounded"
  /** The line is not part of a reply: the channel was hung up. */
  | "hangup";

/** What the text in parentheses of a reply can look like; see `Command`. */
export interface ReplyShape {
  /** Whether the text can contain anything, including newlines and `)`. */
  readonly freeText?: boolean;
  /** A result after which Asterisk also sends a spurious 520. */
  readonly usageFollows?: string;
  /** What the text ends with, if that is known. */
  readonly sentinel?: string;
}

/** Maximum number of interim replies to one command. Asterisk sends one, for GOSUB. */
const MAX_INTERIMS = 100;

/**
 * Assembles one reply from its lines. Handles interim 100 replies, multi-line 520 replies, and
 * values that contain newlines.
 */
export class ReplyReader {
  #shape: ReplyShape;
  #maxLength: number;
  #budget: MemoryBudget | undefined;
  #state: "start" | "usage" | "sentinel" | "unbounded" | "surplus" | "done" = "start";
  /** All lines, once there is a second one. */
  #lines: LineText | undefined;
  #first = "";
  #length = 0;
  #interims = 0;
  #reply: Reply | undefined;
  #hungUp = false;
  #surplus: number | undefined;

  /**
   * Creates a reader for one reply of at most `maxLength` characters. The budget limits what it
   * buffers.
   */
  constructor(shape: ReplyShape, maxLength: number, budget?: MemoryBudget) {
    this.#shape = shape;
    this.#maxLength = maxLength;
    this.#budget = budget;
  }

  /** The reply, once it is complete. */
  get reply(): Reply | undefined {
    return this.#reply;
  }

  /** Whether part of the reply has arrived. */
  get begun(): boolean {
    return this.#state !== "start";
  }

  /** Whether another line cannot belong to the reply. */
  get ended(): boolean {
    return this.#state === "done";
  }

  /** Whether HANGUP lines followed a free-text reply before its end was known. */
  get hungUp(): boolean {
    return this.#hungUp;
  }

  /** The status of the first refusal that followed a free-text reply before its end was known. */
  get surplus(): number | undefined {
    return this.#surplus;
  }

  /**
   * Reads a line.
   *
   * @param line The line without its line ending.
   * @param mayGoOn Whether the text of the line may continue on the next line; see `Lines`.
   * @throws {AgiProtocolError} If the line is not AGI or not expected, or the reply is too long.
   */
  push(line: string, mayGoOn: boolean): ReplyStep {
    switch (this.#state) {
      case "start":
        return this.#begin(line, mayGoOn);
      case "usage":
        this.#keep(line);
        return isUsageEnd(line) ? this.#end(520, "", usageOf(this.#take())) : "more";
      case "sentinel":
        this.#keep(line);
        return line.endsWith(`${this.#shape.sentinel})`) ? this.finish() : "more";
      case "unbounded":
        this.#keep(line);
        return "more";
      case "surplus":
        if (line === "HANGUP") return "hangup";
        this.#count(line);
        return "more";
      case "done":
        if (line === "HANGUP") return "hangup";
        throw new AgiProtocolError(`Unexpected line from Asterisk: ${quoteLine(line)}`);
    }
  }

  /** Ends a free-text reply: all lines pushed so far belong to it. */
  finish(): ReplyStep {
    if (this.#reply !== undefined) return "done";
    const whole = this.#take();
    const { end, hungUp, refusal } = endOfText(whole);
    this.#hungUp = hungUp;
    this.#surplus = refusal;
    const { status, result, text } = split(whole.slice(0, end));
    return this.#end(status, result, text);
  }

  /** Discards what was buffered: the rest of the reply will not arrive. */
  abandon(): void {
    this.#lines?.clear();
    this.#lines = undefined;
  }

  #begin(line: string, mayGoOn: boolean): ReplyStep {
    if (line === "HANGUP") return "hangup";
    if (!/^\d{3}[ -]/.test(line)) {
      throw new AgiProtocolError(`Not an AGI reply: ${quoteLine(line)}`);
    }
    if (line.startsWith("100")) {
      if (++this.#interims <= MAX_INTERIMS) return "more";
      throw new AgiProtocolError(`Asterisk sent more than ${MAX_INTERIMS} interim replies`);
    }
    this.#keep(line);
    if (line.startsWith("520 ")) return this.#end(520, "", "");
    if (line.startsWith("520-")) {
      this.#state = "usage";
      return "more";
    }
    const { status, result, text } = split(line);
    if (status === 200 && result !== "" && result === this.#shape.usageFollows) {
      this.#end(status, result, text);
      this.#state = "surplus";
      return "unbounded";
    }
    if (status === 200 && text.startsWith("(")) {
      const { sentinel } = this.#shape;
      if (sentinel !== undefined && !line.endsWith(`${sentinel})`)) {
        this.#state = "sentinel";
        return "more";
      }
      const whole = line.endsWith(")") && !mayGoOn;
      if (sentinel === undefined && this.#shape.freeText && !whole) {
        this.#state = "unbounded";
        return "unbounded";
      }
    }
    return this.#end(status, result, text);
  }

  #keep(line: string): void {
    this.#count(line);
    if (!this.begun) {
      this.#first = line;
      return;
    }
    if (this.#lines === undefined) {
      this.#lines = new LineText(this.#budget);
      this.#lines.push(this.#first);
    }
    this.#lines.push(line);
  }

  #count(line: string): void {
    this.#length += line.length + 1;
    if (this.#length > this.#maxLength) {
      throw new AgiProtocolError(`The reply exceeds maxReplyBytes (${this.#maxLength})`);
    }
  }

  /** All lines of the reply. */
  #take(): string {
    return this.#lines?.take() ?? this.#first;
  }

  #end(status: number, result: string, text: string): ReplyStep {
    this.#reply = { status, result, text };
    this.#lines = undefined;
    this.#state = "done";
    return "done";
  }
}

/** The usage text of a 520 reply, between its first line and its end. */
function usageOf(whole: string): string {
  const begin = whole.indexOf("\n");
  const last = whole.lastIndexOf("\n");
  const end = whole.startsWith("520 ", last + 1) ? last : whole.indexOf(USAGE_END, last);
  return whole.slice(begin + 1, Math.max(begin + 1, end));
}

function isUsageEnd(line: string): boolean {
  return line.startsWith("520 ") || line.includes(USAGE_END);
}

function split(line: string): Reply {
  const status = Number(line.slice(0, 3));
  const text = line.slice(4);
  if (!text.startsWith("result=")) return { status, result: "", text };
  const blank = text.indexOf(" ");
  if (blank < 0) return { status, result: text.slice(7), text: "" };
  return { status, result: text.slice(7, blank), text: text.slice(blank + 1) };
}
