/** The most characters of a text that a span takes: a peer chooses its length. */
const MAX_TEXT = 200;

/** The beginning of a text that somebody else made. */
export function clip(text: string, length: number = MAX_TEXT): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
