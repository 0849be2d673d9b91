import { toText } from "../../protocol/binary.ts";
import { parseArgs } from "../../protocol/split_words.ts";
import { escapeControls, replaceControls } from "../../protocol/text.ts";
import type { LogLine } from "../../events.ts";
import { formatEntry } from "../../logging/format_line.ts";
import type { AsteriskEvent } from "../../asterisk/events.ts";
import { isQuestion, keysOf } from "./keypad.ts";

/** The use of a colour. */
const COLORS = {
  sound: "36",
  keys: "33",
  quiet: "2",
  end: "1",
} as const;

/** Options of {@linkcode Narrator}. */
export interface NarratorOptions {
  /** Called with each line, without its newline. */
  write: (line: string) => void;
  /** Whether to colour lines for a terminal. */
  color?: boolean;
  /** Whether to write JSON. */
  json?: boolean;
  /** The clock, in milliseconds; real time by default. */
  now?: () => number;
}

/** Prints the events of a call: as a line for people, or a JSON object for machines. */
export class Narrator {
  #write: (line: string) => void;
  #color: boolean;
  #json: boolean;
  #now: () => number;
  #begun: number;

  /** Starts at time 0. */
  constructor(options: NarratorOptions) {
    const { write, color = false, json = false, now = () => performance.now() } = options;
    this.#write = write;
    this.#color = color;
    this.#json = json;
    this.#now = now;
    this.#begun = now();
  }

  /** Prints an event of the engine. */
  event(event: AsteriskEvent): void {
    if (this.#json) return this.#tellJson(event.type, textsOf(event));
    switch (event.type) {
      case "command":
        return this.#command(event.line);
      case "sound":
        return event.kind === "file"
          ? this.#tell("plays", toText(event.text), "sound")
          : this.#tell("says", `${toText(event.text)} (${event.kind})`, "sound");
      case "text":
        return this.#tell("sends", toText(event.text), "sound");
      case "recording":
        return this.#tell("records", `${toText(event.file)}.${toText(event.format)}`, "sound");
      case "digits":
        return this.#tell("keys", event.digits === "" ? "none" : event.digits, "keys");
      case "verbose":
        return this.#tell("notes", toText(event.text), "quiet");
      case "hint":
        return this.#tell("hint", toText(event.text), "quiet");
      default:
        return;
    }
  }

  /** Prints a line that the handler logged. */
  log({ level, message, fields, others }: LogLine): void {
    if (this.#json) return this.#tellJson("log", { level, message, fields, others });
    this.#tell("logs", `${level}: ${formatEntry(message, { ...fields, others })}`, "quiet");
  }

  /** Prints a key that was lost because no command listened. */
  lost(key: string): void {
    if (this.#json) this.#tellJson("lost", { key });
    else this.#tell("lost", `${key}: nobody listens`, "quiet");
  }

  /** Prints another event, such as the start or the end of the call. */
  tell(type: string, text: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (this.#json) this.#tellJson(type, fields);
    else this.#tell(type, text, "end");
  }

  #command(line: string): void {
    const keys = keysOf(line);
    if (/^EXEC /i.test(line)) this.#tell("runs", toText(line.slice(5)), "quiet");
    if (keys.length > 12) this.#tell("waits", "for keys", "quiet");
    else if (keys !== "" || isQuestion(line)) {
      this.#tell("waits", `for ${[...keys].join(" ")}`, "quiet");
    } else if (/^ANSWER\b/i.test(line)) this.#tell("answers", "", "quiet");
    else this.#change(line);
  }

  /** Returns what the command changes, if anything. */
  #change(line: string): void {
    const verb = /^(SET VARIABLE|DATABASE PUT|DATABASE DEL(?:TREE)?) /i.exec(line)?.[1];
    if (verb === undefined) return this.#hangUp(line);
    const [first = "", second = "", third = ""] = parseArgs(toText(line)).slice(2);
    switch (verb.toUpperCase()) {
      case "SET VARIABLE":
        return this.#tell("sets", `${first}=${second}`, "quiet");
      case "DATABASE PUT":
        return this.#tell("stores", `${first}/${second}=${third}`, "quiet");
      default:
        return this.#tell("deletes", second === "" ? first : `${first}/${second}`, "quiet");
    }
  }

  #hangUp(line: string): void {
    if (/^HANGUP\b/i.test(line)) this.#tell("hangs up", "", "quiet");
  }

  #tell(what: string, text: string, color: keyof typeof COLORS): void {
    // Text from a server must not control the terminal.
    const line = `${what.padEnd(9)} ${replaceControls(text)}`.trimEnd();
    this.#write(this.#color ? `\x1b[${COLORS[color]}m${line}\x1b[0m` : line);
  }

  #tellJson(type: string, fields: Readonly<Record<string, unknown>>): void {
    const time = Math.round(this.#now() - this.#begun);
    this.#write(escapeControls(JSON.stringify({ time, type, ...fields })));
  }
}

/** Returns the fields of an event as text. */
function textsOf(event: AsteriskEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).filter(([key]) => key !== "type")
      .map(([key, value]) => [key, textOf(value)]),
  );
}

function textOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textOf);
  return typeof value === "string" ? toText(value) : value;
}
