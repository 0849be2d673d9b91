/** How an error message shows a number: a caller can enter an integer, but no minus and no point. */
export function shown(value: number): string {
  return Number.isInteger(value) && value >= 0 ? "*".repeat(`${value}`.length) : `${value}`;
}
