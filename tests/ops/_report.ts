/** What a figure has to be. */
export type Demand =
  | { readonly is: number }
  | { readonly atLeast: number }
  | { readonly atMost: number };

interface Row {
  readonly figure: string;
  readonly value: string;
  readonly demand: string;
  readonly met: string;
}

/** The figures of a run, and whether they are as they have to be. */
export class Report {
  #rows: Row[] = [];
  #failed = 0;

  /** Whether a demand was not met. */
  get failed(): boolean {
    return this.#failed > 0;
  }

  /** Adds a figure, with its unit in its name. */
  add(figure: string, value: number, demand?: Demand): void {
    const met = demand === undefined || meets(value, demand);
    if (!met) this.#failed++;
    this.#rows.push({
      figure,
      value: rounded(value),
      demand: demand === undefined ? "" : textOf(demand),
      met: demand === undefined ? "" : met ? "yes" : "NO",
    });
  }

  /** The figures as a table. */
  toString(): string {
    const heads: Row = { figure: "figure", value: "value", demand: "demand", met: "met" };
    const rows = [heads, ...this.#rows];
    const width = (key: keyof Row) => Math.max(...rows.map((row) => row[key].length));
    const [figure, value, demand] = [width("figure"), width("value"), width("demand")];
    return rows.map((row) =>
      [row.figure.padEnd(figure), row.value.padStart(value), row.demand.padEnd(demand), row.met]
        .join("  ").trimEnd()
    ).join("\n");
  }
}

function meets(value: number, demand: Demand): boolean {
  if ("is" in demand) return value === demand.is;
  return "atLeast" in demand ? value >= demand.atLeast : value <= demand.atMost;
}

function textOf(demand: Demand): string {
  if ("is" in demand) return `= ${rounded(demand.is)}`;
  return "atLeast" in demand ? `>= ${rounded(demand.atLeast)}` : `<= ${rounded(demand.atMost)}`;
}

function rounded(value: number): string {
  return `${Math.abs(value) < 100 ? Math.round(10 * value) / 10 : Math.round(value)}`;
}
