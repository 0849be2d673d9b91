import { toText } from "../protocol/binary.ts";
import type { AsteriskEvent } from "./events.ts";

/** The longest part of a line that is shown, in characters. */
const WIDEST = 160;

/** A readable log of a call. */
export class Transcript {
  #now: () => number;
  #lines: string[] = [];

  /** Creates an empty transcript with times of this clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a line that is neither a command nor a reply. */
  note(text: string): void {
    this.#add("", text);
  }

  /** Adds an event of Asterisk. */
  noteEvent(event: AsteriskEvent): void {
    switch (event.type) {
      case "command":
        return this.#add(">", toText(event.line));
      case "said":
        return this.#add("<", toText(event.text).trimEnd());
      case "hangup":
        return this.#add("<", "HANGUP");
      case "sound":
        return this.note(`caller hears ${describeSound(event)}`);
      case "text":
        return this.note(`caller gets the text ${JSON.stringify(toText(event.text))}`);
      case "recording":
        return this.note(`recording to ${toText(event.file)}.${toText(event.format)}`);
      case "hint":
        return this.note(`hint: ${toText(event.text)}`);
      case "digits":
      case "done":
      case "quiet":
      case "seek":
      case "verbose":
    }
  }

  /** All lines. */
  toString(): string {
    return this.#lines.join("\n");
  }

  #add(mark: string, text: string): void {
    const time = (this.#now() / 1000).toFixed(2).padStart(8);
    for (const line of text.split("\n")) {
      const short = line.length > WIDEST ? `${line.slice(0, WIDEST)}...` : line;
      this.#lines.push(`${time} s ${mark.padStart(2)} ${short}`);
    }
  }
}

/** Names a sound as a caller waits for it: a file by its name, speech as `number 42`. */
export function describeSound({ kind, text }: { kind: string; text: string }): string {
  return kind === "file" ? toText(text) : `${kind} ${toText(text)}`;
}
