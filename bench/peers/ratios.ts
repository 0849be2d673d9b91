import type { Figures } from "./measure.ts";

/** The figures of all peers in one round, by the name of the peer. */
export type Round = ReadonlyMap<string, Figures>;

/**
 * Compares the peers, a block of lines for each figure: the median of a peer, and for each reference
 * the median and the range of the ratios to it, paired by round.
 */
export function compare(rounds: readonly Round[], references: readonly string[]): string {
  const [first] = rounds;
  if (first === undefined) return "";
  const figures = new Set(Array.from(first.values()).flatMap((figures) => Object.keys(figures)));
  return Array.from(figures, (figure) => {
    const head = [figure, "median", ...references.map((name) => `to ${name}`)];
    const rows = Array.from(first.keys(), (peer) => {
      const values = valuesOf(rounds, peer, figure);
      const ratios = references.map((name) => ratioText(values, valuesOf(rounds, name, figure)));
      return [peer, median(values).toPrecision(3), ...ratios];
    });
    return [head, ...rows].map((cells) => cells.map(pad).join("").trimEnd()).join("\n");
  }).join("\n\n");
}

function valuesOf(rounds: readonly Round[], peer: string, figure: string): number[] {
  return rounds.map((round) => round.get(peer)?.[figure] ?? NaN);
}

function ratioText(values: readonly number[], references: readonly number[]): string {
  const ratios = values.map((value, round) => value / (references[round] ?? NaN));
  const range = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
  return `${median(ratios).toFixed(2)} (${range})`;
}

function pad(cell: string, column: number): string {
  return cell.padEnd(column === 0 ? 44 : column === 1 ? 10 : 20);
}

/** The middle value; the lower one of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[(values.length - 1) >> 1] ?? NaN;
}
