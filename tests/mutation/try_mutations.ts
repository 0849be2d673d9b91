import { findFault, type Finding, type Judge } from "./judge.ts";
import { LibraryCopy } from "./library_copy.ts";

/** A piece of the source, and what to put in its place. */
export interface Mutation {
  /** What is wrong then. */
  readonly name: string;
  /** The path of the file. */
  readonly file: string;
  /** A text that the file holds exactly once. */
  readonly from: string;
  /** What replaces it. */
  readonly to: string;
}

/** Tries one mutation after the other. Returns an exit status: 0 if each is found by a judge. */
export async function tryMutations(
  mutations: readonly Mutation[],
  judges: readonly Judge[],
): Promise<number> {
  await using copy = await LibraryCopy.make();
  // First, so that a text that has moved is reported at once.
  const mutants = await Promise.all(mutations.map((mutation) => mutate(copy, mutation)));
  for (const judge of judges) {
    if (await findFault(judge, copy) !== undefined) {
      say(`Cannot start: ${judge.name} failed on the unchanged library`);
      return 1;
    }
  }
  let survivors = 0;
  for (const [index, { name, file }] of mutations.entries()) {
    const begin = performance.now();
    const found: string[] = [];
    await copy.replacing(file, mutants[index] ?? "", async () => {
      for (const judge of judges) {
        const finding = await findFault(judge, copy);
        if (finding !== undefined) found.push(nameOf(judge, finding));
      }
    });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    const column = found.length === 0 ? "SURVIVED" : found.join(", ");
    say(`${column.padEnd(12)}  ${name}  (${seconds} s)`);
    if (found.length === 0) survivors++;
  }
  say(`${mutations.length - survivors} of ${mutations.length} mutations were found`);
  return survivors === 0 ? 0 : 1;
}

async function mutate(copy: LibraryCopy, { name, file, from, to }: Mutation): Promise<string> {
  const source = await copy.read(file);
  if (source.split(from).length !== 2) {
    throw new Error(`Cannot do "${name}": ${file} does not hold this exactly once: ${from}`);
  }
  return source.replace(from, () => to);
}

/** What a report says of a judge that found a fault. */
export function nameOf({ name }: Judge, finding: Finding): string {
  return finding === "hung" ? `${name} (hung)` : name;
}

/** Prints a line at once. */
export function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
