/**
 * Breaks small things anywhere in `src/session` and `src/protocol`, a sample of all places, and
 * reports what neither a test nor the model finds.
 *
 *     deno task test:mutate-all [COUNT [SEED [WORD]]]
 *
 * COUNT is 40 by default and SEED is random. WORD selects the files whose paths hold it.
 *
 * @module
 */
import fc from "fast-check";
import { findFault, type Judge, model, TESTS } from "./judge.ts";
import { LibraryCopy } from "./library_copy.ts";
import { type Site, sitesOf } from "./sites.ts";
import { nameOf, say } from "./try_mutations.ts";

const FOLDERS = ["src/session", "src/protocol"] as const;

/** The model only sees what the tests do not find. */
const JUDGES: readonly Judge[] = [TESTS, model(2000)];

if (import.meta.main) await main(Deno.args);

async function main(
  [count = "40", seed = `${Math.floor(Math.random() * 2 ** 30)}`, word = ""]: readonly string[],
): Promise<void> {
  await using copy = await LibraryCopy.make();
  const sites = await allSites(copy, word);
  const size = Math.min(Number(count), sites.length);
  const subarray = fc.shuffledSubarray(sites, { minLength: size, maxLength: size });
  const [sample = []] = fc.sample(subarray, { seed: Number(seed), numRuns: 1 });
  say(`${size} of ${sites.length} places, seed ${seed}`);
  const survivors: string[] = [];
  for (const site of sample) {
    const source = await copy.read(site.file);
    const broken = source.slice(0, site.start) + site.to + source.slice(site.end);
    const found = await copy.replacing(site.file, broken, () => findingJudge(copy));
    const report = `${site.file}:${site.line}  ${describe(site, source)}`;
    say(`${(found ?? "SURVIVED").padEnd(8)}  ${report}`);
    if (found === undefined) survivors.push(report);
  }
  say(`${survivors.length} of ${size} survived`);
}

async function allSites(copy: LibraryCopy, word: string): Promise<Site[]> {
  const sites: Site[] = [];
  for (const folder of FOLDERS) {
    for (const { name } of Deno.readDirSync(new URL(`../../${folder}`, import.meta.url))) {
      const file = `${folder}/${name}`;
      if (file.includes(word)) sites.push(...sitesOf(file, await copy.read(file)));
    }
  }
  return sites;
}

/** The name of the first judge that finds the fault. */
async function findingJudge(copy: LibraryCopy): Promise<string | undefined> {
  for (const judge of JUDGES) {
    const finding = await findFault(judge, copy);
    if (finding !== undefined) return nameOf(judge, finding);
  }
  return undefined;
}

function describe({ start, end, to }: Site, source: string): string {
  return `${oneLine(source.slice(start, end))}  ->  ${oneLine(to)}`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 70 ? `${line.slice(0, 70)}...` : line;
}
