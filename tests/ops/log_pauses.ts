/**
 * The reader of the log pauses, then the disk of the log is full, while good calls run.
 *
 *     deno run -A tests/ops/log_pauses.ts [seconds=5]
 *
 * @module
 */
import { DeafServer } from "./_deaf_server.ts";
import { callBeside } from "./_good_calls.ts";
import { ops, pause } from "./_ops.ts";
import type { Report } from "./_report.ts";

const seconds = Number(Deno.args[0] ?? 5);

/** More than the drain of calls of this length takes. */
const END_LIMIT = 10_000;

await ops(async ({ report, stack }) => {
  const make = () => pause(1000 * seconds);
  for (const workers of [[], ["--workers=2"]]) {
    const name = workers.length === 0 ? "paused reader" : "paused reader, workers";
    const server = stack.use(
      await DeafServer.start({ args: ["--log-level=debug", ...workers] }),
    );
    await callBeside(report, { name, port: server.port, make });
    const dropped = await server.metric("tipring_log_lines_dropped_total");
    report.add(`${name}: lines dropped`, dropped, { atLeast: 1 });
    const reading = server.readLog();
    await pause(1000);
    await end(report, name, server);
    const notices = (await reading).match(/log lines dropped .*lines=\d+/g) ?? [];
    report.add(`${name}: notices in the log`, notices.length, { atLeast: 1 });
  }
  const name = "full disk";
  const server = stack.use(
    await DeafServer.start({ args: ["--log-level=debug"], redirect: "2>/dev/full" }),
  );
  await callBeside(report, {
    name,
    port: server.port,
    async make() {
      await make();
      server.kill("SIGHUP");
    },
  });
  await end(report, name, server);
});

async function end(report: Report, name: string, server: DeafServer): Promise<void> {
  report.add(`${name}: alive`, Number(!server.ended), { is: 1 });
  const { code, took } = await server.terminate();
  report.add(`${name}: status after SIGTERM`, code, { is: 0 });
  report.add(`${name}: time to end, ms`, took, { atMost: END_LIMIT });
}
