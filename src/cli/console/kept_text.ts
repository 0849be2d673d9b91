import { clip } from "../../protocol/text.ts";

/** The beginning of a text, to be kept. */
export function keptText(text: string, length: number): string {
  return text.length <= length ? text : copyOf(clip(text, length));
}

/** A text of its own: for a part of a text, V8 keeps all of it. */
export function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
