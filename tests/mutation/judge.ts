import type { LibraryCopy } from "./library_copy.ts";

/** A program that fails if the library is broken. */
export interface Judge {
  /** Its name in reports. */
  readonly name: string;
  /** The arguments of deno. */
  readonly args: readonly string[];
  /** What it prints if it finds a fault; anything else that fails is a fault of the mutation. */
  readonly verdict: RegExp;
  /** How long it may take, in milliseconds. A mutation that makes it hang is found. */
  readonly timeout: number;
}

/** How a judge found a fault: by a failure, or because it did not end in time. */
export type Finding = "found" | "hung";

/** The model of Asterisk, with generated conversations. */
export function model(count: number): Judge {
  return {
    name: "model",
    args: ["run", "-A", "--no-check", "tests/model/run.ts", `${count}`, "1"],
    verdict: /A conversation failed/,
    timeout: 120_000 + 20 * count,
  };
}

/** The tests of the parts that conversations pass through. */
export const TESTS: Judge = {
  name: "tests",
  args: [
    "test",
    "-A",
    "--no-check",
    "--fail-fast",
    "--sanitize-ops",
    "--sanitize-resources",
    "tests/session",
    "tests/protocol",
    "tests/transport",
    "tests/model/quoting_test.ts",
  ],
  verdict: /error: (Test failed|Promise resolution is still pending)/,
  timeout: 180_000,
};

/**
 * Lets a judge look for a fault in a copy. Returns `undefined` if it finds none.
 *
 * @throws If the judge cannot run: the mutation is not a program.
 */
export async function findFault(judge: Judge, copy: LibraryCopy): Promise<Finding | undefined> {
  const { success, hung, text } = await copy.run(judge.args, judge.timeout);
  if (success) return undefined;
  if (hung) return "hung";
  if (judge.verdict.test(text) && !text.includes("could not be parsed")) return "found";
  throw new Error(`Cannot run the ${judge.name}:\n${text}`);
}
