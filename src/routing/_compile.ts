import { lookAhead } from "./_look_ahead.ts";
import { isNullable, type PatternNode } from "./_pattern_node.ts";
import type { ReadPattern } from "./_pattern_reader.ts";
import {
  ANY,
  CHARACTER,
  JUMP,
  MATCH,
  type Op,
  type Program,
  PROGRESS,
  SAVE,
  SPLIT,
  type Step,
  TEXT,
} from "./_program.ts";

/** Maximum number of steps: each can run at every character, and `{999}` alone makes 999. */
const MOST_STEPS = 1000;

/**
 * Compiles a pattern to a program.
 *
 * @throws {RangeError} If the program would have more than 1,000 steps.
 */
export function compile(
  { prefix, node, names }: ReadPattern,
): Program {
  const compiler = new Compiler(prefix, 2 * names.length);
  compiler.emit(node);
  compiler.step(MATCH);
  lookAhead(compiler.steps);
  return compiler;
}

class Compiler implements Program {
  readonly prefix: string;
  readonly steps: Step[] = [];
  splits = 0;
  readonly absent: number[];

  constructor(prefix: string, slots: number) {
    this.prefix = prefix;
    this.absent = Array<number>(slots).fill(-1);
  }

  step(op: Op, { text = "", set, index = 0, next = 0 }: Partial<Step> = {}): Step {
    if (this.steps.length >= MOST_STEPS) {
      throw new RangeError(`too long (at most ${MOST_STEPS} steps)`);
    }
    const step: Step = { op, text, set, index, next, other: 0, nextCode: ANY, otherCode: ANY };
    this.steps.push(step);
    return step;
  }

  emit(node: PatternNode): void {
    switch (node.kind) {
      case "text":
        if (node.text !== "") this.step(TEXT, { text: node.text });
        break;
      case "character":
        this.step(CHARACTER, { set: node.set });
        break;
      case "sequence":
        for (const part of node.nodes) this.emit(part);
        break;
      case "choice":
        this.#emitChoice(node.nodes);
        break;
      case "repeat":
        this.#emitRepeat(node);
        break;
      case "capture":
        this.step(SAVE, { index: 2 * node.index });
        this.emit(node.node);
        this.step(SAVE, { index: 2 * node.index + 1 });
        break;
    }
  }

  #emitChoice(nodes: readonly PatternNode[]): void {
    const jumps: Step[] = [];
    nodes.forEach((node, index) => {
      if (index === nodes.length - 1) return this.emit(node);
      const split = this.#split();
      split.next = this.steps.length;
      this.emit(node);
      jumps.push(this.step(JUMP));
      split.other = this.steps.length;
    });
    for (const jump of jumps) jump.next = this.steps.length;
  }

  #emitRepeat({ node, min, max, lazy }: PatternNode & { kind: "repeat" }): void {
    const nullable = isNullable(node);
    // The last required repetition can serve as the body of the loop.
    const reuse = max === Infinity && min > 0 && !nullable;
    for (let times = reuse ? 1 : 0; times < min; times++) this.emit(node);
    if (reuse) {
      const body = this.steps.length;
      this.emit(node);
      this.#aim(this.#split(), { body, exit: this.steps.length, lazy });
    } else if (max === Infinity) {
      const split = this.#split();
      const loop = this.steps.length - 1;
      this.emit(node);
      this.step(JUMP, { next: loop });
      this.#aim(split, { body: loop + 1, exit: this.steps.length, lazy });
    } else {
      this.#emitOptional(node, { times: max - min, lazy, nullable });
    }
  }

  #emitOptional(
    node: PatternNode,
    { times, lazy, nullable }: { times: number; lazy: boolean; nullable: boolean },
  ): void {
    const splits: [split: Step, body: number][] = [];
    for (let time = 0; time < times; time++) {
      const split = this.#split();
      splits.push([split, this.steps.length]);
      const index = nullable ? this.absent.push(-1) - 1 : 0;
      if (nullable) this.step(SAVE, { index });
      this.emit(node);
      if (nullable) this.step(PROGRESS, { index });
    }
    const exit = this.steps.length;
    for (const [split, body] of splits) this.#aim(split, { body, exit, lazy });
  }

  #split(): Step {
    return this.step(SPLIT, { index: this.splits++ });
  }

  #aim(split: Step, { body, exit, lazy }: { body: number; exit: number; lazy: boolean }): void {
    split.next = lazy ? exit : body;
    split.other = lazy ? body : exit;
  }
}
