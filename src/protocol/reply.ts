import type { Reply } from "../command.ts";
import { AgiProtocolError } from "../errors.ts";
import { quoteMasked } from "./failure.ts";

/** What a line was to a {@linkcode ReplyReader}. */
export type ReplyStep =
  /** The reply goes on. */
  | "more"
  /** The reply is whole; {@linkcode ReplyReader.reply} gives it. */
  | "done"
  /**
   * The end of the reply cannot be seen. It goes on until the reply to a command whose text nobody
   * else can know; {@linkcode ReplyReader.finish} is to be called then.
   */
  | "unbounded"
  /** The line was no part of a reply: the channel hung up. */
  | "hangup";

/** How the text in parentheses of a reply may look, see `Command`. */
export interface ReplyShape {
  /** Whether the text may hold anything. */
  readonly freeText?: boolean;
  /** The result that is followed by a 520 which means nothing. */
  readonly usageFollows?: string;
  /** What the text ends with, where that is known. */
  readonly sentinel?: string;
}

/** Closes a 520; an old Asterisk writes it behind the last line of the usage. */
const USAGE_END = "520 End of proper usage.";

/**
 * Puts together one reply from its lines: the interim 100, 520 with its many lines, and values that
 * hold newlines.
 */
export class ReplyReader {
  #shape: ReplyShape;
  #maxLength: number;
  #state: "start" | "usage" | "sentinel" | "unbounded" | "surplus" | "done" = "start";
  /** Those of a reply of more than one line, once there is a second. */
  #lines: string[] | undefined;
  #first = "";
  #length = 0;
  #reply: Reply | undefined;
  #hungUp = false;

  /** Makes a reader of one reply of at most `maxLength` characters. */
  constructor(shape: ReplyShape, maxLength: number) {
    this.#shape = shape;
    this.#maxLength = maxLength;
  }

  /** The reply, once it is whole. */
  get reply(): Reply | undefined {
    return this.#reply;
  }

  /** Whether a part of the reply has come. */
  get begun(): boolean {
    return this.#state !== "start";
  }

  /** Whether HANGUP lines came behind a reply of free text, while its end could not be seen. */
  get hungUp(): boolean {
    return this.#hungUp;
  }

  /**
   * Takes a line.
   *
   * @param line The line without its line end.
   * @param mayGoOn Whether the text that the line belongs to may go on, see `Lines`.
   * @throws {AgiProtocolError} If the line is no AGI, nobody asked for it, or the reply is too long.
   */
  push(line: string, mayGoOn: boolean): ReplyStep {
    switch (this.#state) {
      case "start":
        return this.#begin(line, mayGoOn);
      case "usage":
        this.#keep(line);
        return isUsageEnd(line) ? this.#end(520, "", this.#usage()) : "more";
      case "sentinel":
        this.#keep(line);
        return line.endsWith(`${this.#shape.sentinel})`) ? this.finish() : "more";
      case "unbounded":
        this.#keep(line);
        return "more";
      case "surplus":
        return line === "HANGUP" ? "hangup" : "more";
      case "done":
        if (line === "HANGUP") return "hangup";
        throw new AgiProtocolError(`Unexpected line from Asterisk: ${quoteMasked(line)}`);
    }
  }

  /** Ends a reply of free text: all lines that were pushed belong to it. */
  finish(): ReplyStep {
    if (this.#reply !== undefined) return "done";
    const lines = this.#lines ?? [this.#first];
    while (lines.length > 1 && lines.at(-1) === "HANGUP") {
      lines.pop();
      this.#hungUp = true;
    }
    const { status, result, text } = split(lines.join("\n"));
    return this.#end(status, result, text);
  }

  #begin(line: string, mayGoOn: boolean): ReplyStep {
    if (line === "HANGUP") return "hangup";
    if (!/^\d{3}[ -]/.test(line)) {
      throw new AgiProtocolError(`Not an AGI reply: ${quoteMasked(line)}`);
    }
    if (line.startsWith("100")) return "more";
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
    this.#length += line.length + 1;
    if (this.#length > this.#maxLength) {
      throw new AgiProtocolError(`The reply exceeds maxReplyBytes (${this.#maxLength})`);
    }
    if (this.#lines !== undefined) this.#lines.push(line);
    else if (this.begun) this.#lines = [this.#first, line];
    else this.#first = line;
  }

  #usage(): string {
    const [, ...lines] = this.#lines ?? [];
    const last = lines.pop() ?? "";
    const end = last.startsWith("520 ") ? 0 : last.indexOf(USAGE_END);
    return (end === 0 ? lines : [...lines, last.slice(0, end)]).join("\n");
  }

  #end(status: number, result: string, text: string): ReplyStep {
    this.#reply = { status, result, text };
    this.#lines = undefined;
    this.#state = "done";
    return "done";
  }
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
