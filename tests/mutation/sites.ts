/**
 * All places of a source where one small thing can be broken.
 *
 * @module
 */
import { parse } from "@babel/parser";

/** A place of a source, and what to put in its place. */
export interface Site {
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** What is replaced, as offsets of the source. */
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** A node of the syntax tree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
}

/** What each operator is taken for. */
const OPERATORS: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "+": "-",
  "-": "+",
  "*": "/",
  "&&": "||",
  "||": "&&",
  "++": "--",
  "--": "++",
  "+=": "-=",
  "-=": "+=",
};

/** Types of TypeScript that hold code; all others are erased. */
const CODE = new Set(["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"]);

/** Finds all sites of a source. */
export function sitesOf(file: string, source: string): Site[] {
  const { program } = parse(source, {
    sourceType: "module",
    plugins: ["typescript"],
  });
  const sites: Site[] = [];
  visit(program as unknown as Node, (node) => {
    for (const { start, end, to } of breakNode(node, source)) {
      sites.push({ file, line: node.loc.start.line, start, end, to });
    }
  });
  return sites;
}

function* breakNode(
  node: Node,
  source: string,
): Generator<Pick<Site, "start" | "end" | "to">> {
  const { type, start, end } = node;
  const operator = OPERATORS[`${node["operator"]}`];
  if (operator !== undefined) {
    const at = source.indexOf(
      `${node["operator"]}`,
      isNode(node["left"]) ? node["left"].end : start,
    );
    yield { start: at, end: at + `${node["operator"]}`.length, to: operator };
  }
  const { test, value } = node as { test?: unknown; value?: unknown };
  // The test of an equality is negated by its operator.
  if (isNode(test) && !`${test["operator"]}`.endsWith("==")) {
    yield { start: test.start, end: test.end, to: `!(${source.slice(test.start, test.end)})` };
  }
  if (type === "ExpressionStatement") yield { start, end, to: ";" };
  if (type === "BooleanLiteral") yield { start, end, to: `${!value}` };
  if (type === "NumericLiteral") yield { start, end, to: `${Number(value) + 1}` };
}

function visit(node: Node, each: (node: Node) => void): void {
  if (node.type.startsWith("TS") && !CODE.has(node.type)) return;
  each(node);
  for (const inner of Object.values(node).flat()) if (isNode(inner)) visit(inner, each);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "loc" in value &&
    "start" in value && !/^Comment/.test(`${value.type}`);
}
