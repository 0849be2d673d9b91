import type { MemoryBudget } from "./memory_budget.ts";

/** Number of lines to join at a time. */
const BLOCK = 1000;

/**
 * A text that grows line by line and needs little more memory than its bytes. An array of short
 * lines would need thirty times as much, and the peer controls their length.
 */
export class LineText {
  #budget: MemoryBudget | undefined;
  #blocks: string[] = [];
  #lines: string[] = [];
  #charged = 0;

  /** Creates an empty text. Its bytes count toward the budget. */
  constructor(budget?: MemoryBudget) {
    this.#budget = budget;
  }

  /**
   * Appends a line without its line ending.
   *
   * @throws {AgiProtocolError} If the budget is exceeded.
   */
  push(line: string): void {
    this.#budget?.take(line.length + 1);
    this.#charged += line.length + 1;
    this.#lines.push(line);
    if (this.#lines.length < BLOCK) return;
    this.#blocks.push(this.#lines.join("\n"));
    this.#lines = [];
    // Joining blocks into larger ones keeps their number small.
    if (this.#blocks.length === BLOCK) this.#blocks = [this.#blocks.join("\n")];
  }

  /** Returns the whole text, with lines joined by `\n`, and empties it. */
  take(): string {
    const text = [...this.#blocks, ...this.#lines].join("\n");
    this.clear();
    return text;
  }

  /** Discards the text. */
  clear(): void {
    this.#budget?.give(this.#charged);
    this.#charged = 0;
    this.#blocks = [];
    this.#lines = [];
  }
}
