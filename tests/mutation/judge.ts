import type { LibraryCopy } from "./library_copy.ts";

/** A program that fails if the library is broken. */
export interface Judge {
  /** Its name in reports. */
  readonly name: string;
  /** The arguments of deno. */
  readonly args: readonly string[];
  /** What it prints if it finds a fault; anything else that fails is a fault of the mutation. */
  readonly verdict: RegExp;
  /** How long it may run, in milliseconds. A mutation that makes it hang is found. */
  readonly timeout: number;
}

/** The model of Asterisk, with generated conversations. */
export function model(count: number): Judge {
  return {
    name: "model",
    args: ["run", "-A", "--no-check", "tests/model/run.ts", `${count}`, "1"],
    verdict: /A conversation failed/,
    timeout: 60_000 + 10 * count,
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
  timeout: 90_000,
};

/**
 * Returns whether a judge finds a fault in a copy.
 *
 * @throws If the judge cannot run: the mutation is not a program.
 */
export async function findsFault(judge: Judge, copy: LibraryCopy): Promise<boolean> {
  const { success, hung, text } = await copy.run(judge.args, judge.timeout);
  if (success) return false;
  if (hung || judge.verdict.test(text) && !text.includes("could not be parsed")) return true;
  throw new Error(`Cannot run the ${judge.name}:\n${text}`);
}
