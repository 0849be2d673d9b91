/**
 * What a real Asterisk 22.10.1 answered for expressions and dialplan functions: see
 * `tests/testdata/expressions.json`. 16.28 answers the same. `tests/testing/expressions_test.ts` and
 * `tests/asterisk/expressions_test.ts` ask again.
 *
 * @module
 */
import type { Channel } from "../mod.ts";

/** One command: a variable that is set, or what GET VARIABLE or GET FULL VARIABLE answered. */
export type ExpressionStep =
  | readonly ["set", name: string, value: string]
  | readonly ["get", name: string, answer: string | null]
  | readonly ["full", template: string, answer: string];

/** The commands of one call. */
export interface ExpressionCall {
  readonly name: string;
  readonly steps: readonly ExpressionStep[];
}

/** All calls. */
export async function readExpressions(): Promise<readonly ExpressionCall[]> {
  const file = new URL("testdata/expressions.json", import.meta.url);
  return JSON.parse(await Deno.readTextFile(file));
}

/** Sends the commands. Returns what should be and what is, with the commands. */
export async function askExpressions(
  channel: Channel,
  { steps }: ExpressionCall,
): Promise<{ expected: string[]; actual: string[] }> {
  const [expected, actual]: string[][] = [[], []];
  const note = (list: string[] | undefined, text: string, answer: string | null) =>
    list?.push(`${text} is ${JSON.stringify(answer)}`);
  for (const [kind, text, answer] of steps) {
    if (kind === "set") {
      await channel.setVariable(text, answer);
      continue;
    }
    note(expected, text, answer);
    const value =
      await (kind === "get" ? channel.getVariable(text) : channel.getFullVariable(text));
    note(actual, text, value);
  }
  return { expected: expected ?? [], actual: actual ?? [] };
}
