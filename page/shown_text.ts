/** More marks than these on one letter cover the lines above and below. */
const MANY_MARKS = /(\p{M}{5})\p{M}+/gu;

/** Characters without a shape of their own, apart from those that join letters and emoji. */
const SHAPELESS = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Characters that are as wide as two letters. */
const WIDE =
  /^[\p{Extended_Pictographic}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3ffff}]/u;

/** Makes control and direction characters visible, and so on: a caller chooses names. */
export function visible(text: string): string {
  return text.replaceAll(SHAPELESS, "\ufffd").replaceAll(MANY_MARKS, "$1\ufffd");
}

/** As {@linkcode visible}, but keeps the lines of a text. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/** Cuts a text to the width of a number of letters of equal width. */
export function cut(text: string, length: number): string {
  // Most texts have no wide characters, and no character is wider than its parts.
  if (text.length <= length && !/[\u1100-\uffff]/.test(text)) return text;
  const most = Math.max(1, length - 1);
  let width = 0;
  let fitting = 0;
  let end = 0;
  for (const character of text) {
    width += widthOf(character);
    end += character.length;
    if (width <= most) fitting = end;
    if (width > length) return `${text.slice(0, fitting)}…`;
  }
  return text;
}

function widthOf(character: string): number {
  return /^\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}
