import type { CharacterSet } from "./_character_set.ts";

/** A pattern as a tree; alternatives and repetitions are tried in the order that a RegExp has. */
export type PatternNode =
  /** This very text. */
  | { readonly kind: "text"; readonly text: string }
  /** One character. */
  | { readonly kind: "character"; readonly set: CharacterSet }
  /** One after the other. */
  | { readonly kind: "sequence"; readonly nodes: readonly PatternNode[] }
  /** The first that fits. */
  | { readonly kind: "choice"; readonly nodes: readonly PatternNode[] }
  /** As often as possible, or as seldom if it is lazy. */
  | {
    readonly kind: "repeat";
    readonly node: PatternNode;
    readonly min: number;
    readonly max: number;
    readonly lazy: boolean;
  }
  /** What becomes the group of this index. */
  | { readonly kind: "capture"; readonly node: PatternNode; readonly index: number };

/** Makes a text. */
export function text(text: string): PatternNode {
  return { kind: "text", text };
}

/** Makes a sequence. */
export function sequence(...nodes: readonly PatternNode[]): PatternNode {
  return { kind: "sequence", nodes };
}

/** Makes a repetition. */
export function repeat(
  node: PatternNode,
  { min = 0, max = Infinity, lazy = false }: { min?: number; max?: number; lazy?: boolean } = {},
): PatternNode {
  return { kind: "repeat", node, min, max, lazy };
}

/** Whether it can match the empty text. */
export function isNullable(node: PatternNode): boolean {
  switch (node.kind) {
    case "text":
      return node.text === "";
    case "character":
      return false;
    case "sequence":
      return node.nodes.every(isNullable);
    case "choice":
      return node.nodes.some(isNullable);
    case "repeat":
      return node.min === 0 || isNullable(node.node);
    case "capture":
      return isNullable(node.node);
  }
}
