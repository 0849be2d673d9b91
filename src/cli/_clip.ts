/** The most characters of a text that are shown. */
const MAX_TEXT = 200;

/** Cuts a text whose length a peer chooses. */
export function clip(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}
