/**
 * What Asterisk's Nagle algorithm and the delayed acknowledgement of Linux cost by FastAGI: as the
 * machine is, and with quick acknowledgement on the route, see docs/performance.md. It needs a real
 * Asterisk (`deno task asterisk:setup`) and a network of its own:
 *
 *     unshare -rn sh -c 'ip link set lo up && deno run -A tests/ops/delayed_ack.ts'
 *
 * @module
 */
import { type Channel, serve } from "../../mod.ts";
import { Asterisk } from "../asterisk/harness/asterisk.ts";
import { Latencies } from "./_latencies.ts";
import { ops } from "./_ops.ts";

const GOSUBS = 30;
const HANGUPS = 10;

await ops(async ({ report, stack }) => {
  const asterisk = stack.use(await Asterisk.start());
  for (const [name, quick] of [["as it is", false], ["quickack on the route", true]] as const) {
    if (quick) await acknowledgeQuickly();
    const [noop = NaN, gosub = NaN] = await measure(asterisk, GOSUBS, async (channel) => {
      const noop = await time(() => channel.noop());
      return [noop, await time(() => channel.gosub("sub", "s"))];
    });
    report.add(`${name}: ms for NOOP`, noop);
    report.add(`${name}: ms for GOSUB`, gosub, quick ? { atMost: 20 } : undefined);
    const hangup = new Latencies();
    for (let count = 0; count < HANGUPS; count++) {
      const [first = NaN] = await measure(asterisk, 1, async (channel) => {
        await channel.exec("Hangup").catch(() => {});
        return [await time(() => channel.afterHangup.noop())];
      });
      hangup.add(first);
    }
    report.add(`${name}: ms for the first command after a hangup`, round(hangup.at(0.5)));
  }
});

/** Makes a call that does something several times; returns the medians of its times. */
async function measure(
  asterisk: Asterisk,
  rounds: number,
  act: (channel: Channel) => Promise<number[]>,
): Promise<number[]> {
  const all: Latencies[] = [];
  const done = Promise.withResolvers<void>();
  await using server = serve(async (channel) => {
    for (let round = 0; round < rounds; round++) {
      for (const [index, time] of (await act(channel)).entries()) {
        (all[index] ??= new Latencies()).add(time);
      }
    }
    done.resolve();
  }, { port: 0, onError: done.reject });
  const call = await asterisk.originate({ agi: `agi://127.0.0.1:${server.addr.port}/x` });
  await done.promise;
  await call.status;
  return all.map((latencies) => round(latencies.at(0.5)));
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

function round(milliseconds: number): number {
  return Math.round(10 * milliseconds) / 10;
}

/** Switches the delay off for the loopback address. */
async function acknowledgeQuickly(): Promise<void> {
  const route = "local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1";
  const { success } = await new Deno.Command("ip", {
    args: ["route", "change", ...route.split(" "), "quickack", "1"],
  }).output();
  if (!success) throw new Error("Cannot change the route: run this in a network of its own");
}
