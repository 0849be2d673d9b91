/**
 * Reloads changed handler files repeatedly, in one process, under load: no call may be lost. Reports
 * the memory that a reload costs.
 *
 *     deno run -A tests/ops/reload.ts [reloads=200]
 *
 * @module
 */
import { Caller } from "./_caller.ts";
import { addCounts } from "./_counts.ts";
import { ops } from "./_ops.ts";
import { reload } from "./_reloads.ts";
import { CALL_HANDLER, Served } from "./_served.ts";

/** Reloads that are not measured: what is loaded at the first is not loaded again. */
const WARM_UP = 10;

const reloads = Number(Deno.args[0] ?? 200);

await ops(async ({ report, stack }) => {
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const change = (version: number) =>
    Deno.writeTextFile(`${folder}/version.ts`, `export const version: number = ${version};\n`);
  const text = await Deno.readTextFile(CALL_HANDLER);
  await Deno.writeTextFile(`${folder}/call.ts`, `import "./version.ts";\n${text}`);
  await change(0);
  const served = stack.use(await Served.start({ args: [`${folder}/call.ts`] }));
  const short = new Caller({ port: served.port, calls: 20, rate: 500 });
  const long = new Caller({ port: served.port, calls: 20, hold: [500, 3000], rounds: 5 });
  await long.reached(20);
  let well = 0;
  const once = async (version: number) => {
    await change(version);
    if (await reload(served)) well++;
  };
  for (let version = 1; version <= WARM_UP; version++) await once(version);
  const before = await served.memory();
  const begun = performance.now();
  for (let version = 1; version <= reloads; version++) await once(WARM_UP + version);
  const seconds = (performance.now() - begun) / 1000;
  const after = await served.memory();
  const [shortCounts, longCounts] = await Promise.all([short.stop(), long.stop()]);
  report.add("reloads that went well", well, { is: WARM_UP + reloads });
  report.add("ms for a reload", 1000 * seconds / reloads);
  addCounts(report, "short calls", shortCounts);
  addCounts(report, "long calls", longCounts);
  report.add("resident memory kB, before", before.rss);
  report.add("resident memory kB, after", after.rss);
  report.add("anonymous memory kB for a reload", (after.anonymous - before.anonymous) / reloads);
  report.add("complaints in the log", served.log.complaints.length, { is: 0 });
});
