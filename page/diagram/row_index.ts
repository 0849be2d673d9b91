import type { Row } from "./diagram_layout.ts";

/** Steps whose text stands at the handler. */
const AT_HANDLER: readonly string[] = ["log", "warning", "note", "end", "hangup", "broken"];

/** The distance of a label from other texts, in pixels. */
const SPACE = 15;

/** Finds the rows of an exchange, and the texts beside the handler's lane. */
export class RowIndex {
  readonly #ofCommand = new Map<number, { first: number; last: number }>();
  readonly #texts: number[] = [];

  /** Takes the rows from top to bottom. */
  constructor(rows: readonly Row[]) {
    for (const row of rows) {
      if (row.kind === "step" ? AT_HANDLER.includes(row.step.kind) : true) this.#texts.push(row.y);
      if (row.kind === "step" || row.kind === "gap") continue;
      const { n } = row.exchange.command;
      this.#ofCommand.set(n, { first: this.#ofCommand.get(n)?.first ?? row.y, last: row.y });
    }
  }

  /** Where the rows of a command begin and end. */
  ofCommand(n: number): { first: number; last: number } | undefined {
    return this.#ofCommand.get(n);
  }

  /** The place nearest to the middle of a bar that is free of text. */
  labelPlace({ y, height }: { y: number; height: number }): number | undefined {
    const end = y + height;
    const from = firstIndex(this.#texts, (text) => text > y - SPACE);
    const to = firstIndex(this.#texts, (text) => text >= end + SPACE);
    const middle = y + height / 2;
    const obstacles = [-Infinity, ...this.#texts.slice(from, to), Infinity];
    let best: number | undefined;
    for (const [index, above] of obstacles.slice(0, -1).entries()) {
      const low = Math.max(above + SPACE, y + 11);
      const high = Math.min((obstacles[index + 1] ?? Infinity) - SPACE, end - 7);
      if (low > high) continue;
      const place = Math.min(high, Math.max(low, middle));
      if (best === undefined || Math.abs(place - middle) < Math.abs(best - middle)) best = place;
    }
    return best;
  }
}

/** The index of the first element for which it holds, and then for all after it. */
export function firstIndex<T>(list: readonly T[], holds: (element: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = list[middle];
    if (element !== undefined && holds(element)) high = middle;
    else low = middle + 1;
  }
  return low;
}
