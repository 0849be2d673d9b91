/**
 * Idle connections at both ports take all descriptors while good calls run.
 *
 *     deno run -A tests/ops/descriptors.ts [seconds=5]
 *
 * @module
 */
import { DeafServer } from "./_deaf_server.ts";
import { callBeside } from "./_good_calls.ts";
import { ops } from "./_ops.ts";

const seconds = Number(Deno.args[0] ?? 5);

/** As many as a server with a hundred calls needs, and some for the idle ones. */
const DESCRIPTORS = 250;

/** More than there are descriptors, at each port. */
const IDLE = 400;

/** How long the server waits for an environment, in seconds. */
const PATIENCE = 1;

await ops(async ({ report, stack }) => {
  const before = performance.now();
  for (const workers of [[], ["--workers=1"]]) {
    const name = workers.length === 0 ? "EMFILE" : "EMFILE, a worker";
    const server = stack.use(
      await DeafServer.start({
        first: `ulimit -n ${DESCRIPTORS}`,
        redirect: "2>/dev/null",
        args: [`--environment-timeout=${PATIENCE}`, ...workers],
      }),
    );
    let answers = 0;
    await callBeside(report, {
      name,
      port: server.port,
      async make() {
        const end = performance.now() + 1000 * seconds;
        while (performance.now() < end) {
          const conns: Deno.TcpConn[] = [];
          for (const port of [server.port, server.adminPort]) {
            const connecting = Array.from({ length: IDLE }, () => Deno.connect({ port }));
            for (const result of await Promise.allSettled(connecting)) {
              if (result.status === "fulfilled") conns.push(result.value);
            }
          }
          if (await server.ask("/livez") !== undefined) answers++;
          for (const conn of conns) conn.close();
        }
      },
    });
    report.add(`${name}: answers of /livez meanwhile`, answers, { atLeast: 1 });
    const errors = await server.metric("tipring_accept_errors_total");
    report.add(`${name}: connections that could not be accepted`, errors, { atLeast: 1 });
    report.add(`${name}: alive`, Number(!server.ended), { is: 1 });
    report.add(`${name}: status after SIGTERM`, (await server.terminate()).code, { is: 0 });
  }
  report.add("seconds in all", (performance.now() - before) / 1000);
});
