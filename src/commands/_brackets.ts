/** Whether a text contains unbalanced brackets, which would reach beyond its argument. */
export function hasLoneBracket(text: string): boolean {
  let round = 0;
  let square = 0;
  for (const character of text) {
    if (character === "(") round++;
    else if (character === ")") round--;
    else if (character === "[") square++;
    else if (character === "]") square--;
    if (round < 0 || square < 0) return true;
  }
  return round !== 0 || square !== 0;
}
