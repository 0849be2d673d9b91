import type { MemoryBudget } from "./memory_budget.ts";

/** How many lines are joined at a time. */
const BLOCK = 1000;

/**
 * A text that grows by lines. It takes about as much memory as its bytes: an array of the lines takes
 * thirty times that if they are short, and a peer chooses how short they are.
 */
export class LineText {
  #budget: MemoryBudget | undefined;
  #blocks: string[] = [];
  #lines: string[] = [];
  #charged = 0;

  /** Makes an empty text whose bytes are taken from the budget. */
  constructor(budget?: MemoryBudget) {
    this.#budget = budget;
  }

  /**
   * Adds a line, without its line end.
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
    // Blocks of blocks, so that there are never many of either.
    if (this.#blocks.length === BLOCK) this.#blocks = [this.#blocks.join("\n")];
  }

  /** Takes the whole text, its lines joined by `\n`. */
  take(): string {
    const text = [...this.#blocks, ...this.#lines].join("\n");
    this.clear();
    return text;
  }

  /** Forgets the text. */
  clear(): void {
    this.#budget?.give(this.#charged);
    this.#charged = 0;
    this.#blocks = [];
    this.#lines = [];
  }
}
