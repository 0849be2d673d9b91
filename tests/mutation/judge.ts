import type { LibraryCopy } from "./library_copy.ts";

/** A program that fails if the library is broken. */
export interface Judge {
  /** Its name in reports. */
  readonly name: string;
  /** The arguments of deno, for one run after the other until one finds a fault. */
  readonly runs: readonly (readonly string[])[];
  /** What it prints if it finds a fault; anything else that fails is a fault of the mutation. */
  readonly verdict: RegExp;
  /** How long a run may take, in milliseconds. A mutation that makes it hang is found. */
  readonly timeout: number;
}

/** How a judge found a fault: by a failure, or because it did not end in time. */
export type Finding = "found" | "hung";

/** The model of Asterisk, with generated conversations. */
export function model(count: number): Judge {
  return {
    name: "model",
    runs: [["run", "-A", "--no-check", "tests/model/run.ts", `${count}`, "1"]],
    verdict: /A conversation failed/,
    timeout: 120_000 + 20 * count,
  };
}

const TEST = ["test", "-A", "--no-check", "--fail-fast", "--sanitize-ops", "--sanitize-resources"];

const FOLDERS = ["tests/session", "tests/protocol", "tests/transport"];

/** Names without those that take most of the time. */
const QUICK = "/^(?!.*(over TLS|captured|retries))/";

/** The tests of the parts that conversations pass through, the quick ones first. */
export const TESTS: Judge = {
  name: "tests",
  runs: [
    [...TEST, "--filter", QUICK, ...FOLDERS],
    [...TEST, ...FOLDERS, "tests/model/quoting_test.ts"],
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
  for (const args of judge.runs) {
    const { success, hung, text } = await copy.run(args, judge.timeout);
    if (hung) return "hung";
    if (success) continue;
    if (judge.verdict.test(text) && !text.includes("could not be parsed")) return "found";
    throw new Error(`Cannot run the ${judge.name}:\n${text}`);
  }
  return undefined;
}
