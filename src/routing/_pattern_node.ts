import type { CharacterSet } from "./_character_set.ts";

/** A pattern as a tree. Alternatives and repetitions are tried in the same order as in a RegExp. */
export type PatternNode =
  /** Matches a literal text. */
  | { readonly kind: "text"; readonly text: string }
  /** Matches one character. */
  | { readonly kind: "character"; readonly set: CharacterSet }
  /** Matches all nodes in order. */
  | { readonly kind: "sequence"; readonly nodes: readonly PatternNode[] }
  /** Matches the first node that fits. */
  | { readonly kind: "choice"; readonly nodes: readonly PatternNode[] }
  /** Matches a node as often as possible, or as rarely as possible if lazy. */
  | {
    readonly kind: "repeat";
    readonly node: PatternNode;
    readonly min: number;
    readonly max: number;
    readonly lazy: boolean;
  }
  /** Captures a group. */
  | { readonly kind: "capture"; readonly node: PatternNode; readonly index: number };

/** Creates a text node. */
export function text(text: string): PatternNode {
  return { kind: "text", text };
}

/** Creates a sequence. */
export function sequence(...nodes: readonly PatternNode[]): PatternNode {
  return { kind: "sequence", nodes };
}

/** Creates a repetition. */
export function repeat(
  node: PatternNode,
  { min = 0, max = Infinity, lazy = false }: { min?: number; max?: number; lazy?: boolean } = {},
): PatternNode {
  return { kind: "repeat", node, min, max, lazy };
}

/** Whether a node can match the empty text. */
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
