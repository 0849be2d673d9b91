import type { OptionTable } from "./table.ts";

/** A subcommand as its help shows it. */
export interface Subcommand {
  /** What it does, in the list of subcommands. */
  readonly summary: string;
  /** What follows `tipring`. The first line stands in the list of subcommands too. */
  readonly usage: readonly string[];
  /** What it does, in a sentence. */
  readonly about: string;
  /** What there is to know before the options. */
  readonly details?: string;
  readonly options?: OptionTable;
  /** What there is to know after the options. */
  readonly notes?: string;
}
