/**
 * Sixty-four scrapes at a time while good calls run, compared with calls alone.
 *
 *     deno run -A tests/ops/scrapes.ts [seconds=5]
 *
 * @module
 */
import type { ScrapeOrder } from "./_scraper.ts";
import { DeafServer } from "./_deaf_server.ts";
import { callBeside } from "./_good_calls.ts";
import { ops, pause } from "./_ops.ts";

const seconds = Number(Deno.args[0] ?? 5);
const SCRAPES = 64;

await ops(async ({ report, stack }) => {
  for (const workers of [[], ["--workers=2"]]) {
    const name = workers.length === 0 ? "one process" : "workers";
    const server = stack.use(await DeafServer.start({ redirect: "2>/dev/null", args: workers }));
    const { port } = server;
    const alone = `${name}, no scrapes`;
    await callBeside(report, { name: alone, port, make: () => pause(1000 * seconds) });
    let answered = 0;
    await callBeside(report, {
      name: `${name}, scrapes`,
      port,
      async make() {
        const order = { port: server.adminPort, atATime: SCRAPES, milliseconds: 1000 * seconds };
        answered = await scrape(order);
      },
    });
    report.add(`${name}: scrapes answered`, answered, { atLeast: 1 });
    report.add(`${name}: status after SIGTERM`, (await server.terminate()).code, { is: 0 });
  }
});

/** Returns how many scrapes were answered. */
async function scrape(order: ScrapeOrder): Promise<number> {
  const worker = new Worker(new URL("./_scraper.ts", import.meta.url), { type: "module" });
  const { promise, resolve } = Promise.withResolvers<number>();
  worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
  worker.postMessage(order);
  const answered = await promise;
  worker.terminate();
  return answered;
}
