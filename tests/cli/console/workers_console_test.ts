import { assert, assertEquals, assertMatch, fail } from "@std/assert";
import type { CallSummary } from "../../../src/cli/console/messages.ts";
import type { Peer } from "../../peer.ts";
import { Folder, Program } from "../program.ts";
import { ConsoleLists } from "./console_lists.ts";

const PIN = `
export default async (channel) => {
  console.warn("asks for 47*1");
  await channel.getData("enter-pin");
  await channel.verbose("goodbye");
};
`;

/** Starts a server with two workers and a console. */
async function start(folder: Folder, ...options: string[]): Promise<Program> {
  await folder.write("pin.ts", PIN);
  const args = ["serve", "--port=0", "--console=0", "--workers=2", "--log-level=debug", "pin.ts"];
  const program = new Program([...args, ...options], { cwd: folder.path });
  for (const worker of [1, 2]) await program.logged(new RegExp(`listening worker=${worker} `));
  return program;
}

/** A call in progress at one of two workers. */
interface Held {
  readonly peer: Peer;
  /** The call as the console shows it now. */
  readonly shown: () => CallSummary;
}

/** Calls until each of two workers has a call in progress that the console shows. */
async function callBoth(
  program: Program,
  lists: ConsoleLists,
  workers: readonly [number, number],
): Promise<readonly [Held, Held]> {
  const held = new Map<number, Held>();
  for (let count = lists.calls.size + 1; held.size < 2; count++) {
    const peer = await program.call("pin", `agi_callerid: ${count}\nagi_calleridname: Ann\n`);
    await peer.line();
    const found = () => [...lists.calls.values()].find(({ callerId }) => callerId === `${count}`);
    await lists.until(() => found()?.verb === "GET DATA");
    const shown = () => found() ?? fail("the call is gone");
    const { worker = 0 } = shown();
    if (held.has(worker)) await finish(peer);
    else held.set(worker, { peer, shown });
  }
  const [one, other] = workers.map((worker) => held.get(worker));
  assert(one !== undefined && other !== undefined, `${[...held.keys()]}`);
  return [one, other];
}

/** Lets a call end well. */
async function finish(peer: Peer): Promise<void> {
  await peer.say("200 result=47*1\n");
  await peer.line();
  await peer.say("200 result=1\n");
  while (await peer.line() !== null);
  await peer[Symbol.asyncDispose]();
}

Deno.test("tipring serve --console shows the calls of all workers, with steps, bytes and masked digits", async () => {
  await using folder = await Folder.make();
  await using program = await start(folder);
  await using lists = await ConsoleLists.open(program);
  const both = await callBoth(program, lists, [1, 2]);
  await lists.until(() => lists.runningAt(1) === 1 && lists.runningAt(2) === 1);
  assertMatch(lists.overview?.address ?? "", /^127\.0\.0\.1:\d+$/);
  assertEquals(lists.overview?.handlers, [{ route: "/pin", file: "pin.ts" }]);
  for (const { peer } of both) await finish(peer);
  await lists.until(() => lists.overview?.inProgress === 0);
  for (const { shown } of both) {
    const { id, end, route, callerName } = shown();
    assertEquals([end?.outcome, route, callerName], ["completed", "/pin", "Ann"]);
    const steps = await lists.steps(id);
    assertEquals(
      steps.map((step) => "verb" in step ? `${step.kind} ${step.verb}` : step.kind),
      ["log", "command GET DATA", "reply GET DATA", "command VERBOSE", "reply VERBOSE", "end"],
    );
    const duration = end?.duration ?? 0;
    const last = steps.at(-1)?.at ?? 0;
    assert(Math.abs(last - duration) < 100 && duration < 20_000, `${last} of ${duration} ms`);
    const all = [
      JSON.stringify(steps),
      await lists.text(`calls/${id}/recording`),
      await lists.text(`calls/${id}/wire/1`),
    ];
    assertMatch(all[1] ?? "", /# digits are masked\n[^]*> GET DATA "enter-pin"[^]*result=\*{4}/);
    assertEquals(all[2]?.match(/[<>] \w+/g), ["> GET", "< 200"]);
    assert(!all.some((text) => text.includes("47*1")), all.join("\n"));
  }
  const [counts] = lists.overview?.routes ?? [];
  assertEquals(counts?.route, "/pin");
  assertEquals(counts?.outcomes.completed, lists.overview?.ended);
});

Deno.test("tipring serve --console shows calls of a worker that dies as lost, and its successor", async () => {
  await using folder = await Folder.make();
  await using program = await start(folder);
  await using lists = await ConsoleLists.open(program);
  const [lost, kept] = await callBoth(program, lists, [1, 2]);
  const [, pid] = /pid=(\d+)/.exec(await program.logged(/worker started worker=1 /)) ?? [];
  Deno.kill(Number(pid), "SIGKILL");
  await lists.until(() => lost.shown().end !== undefined);
  const { id, end } = lost.shown();
  assertEquals(end?.outcome, "lost");
  assertEquals((await lists.steps(id)).map(({ kind }) => kind), ["log", "command", "end"]);
  assertMatch(await lists.text(`calls/${id}/recording`), /> GET DATA/);
  await lost.peer[Symbol.asyncDispose]();
  await lists.until(() =>
    lists.overview?.workers?.restarts === 1 &&
    lists.overview.workers.running.filter(({ state }) => state === "accepting").length === 2
  );
  assertEquals(lists.overview?.workers?.running.map(({ number }) => number), [2, 3]);
  assertEquals(lists.overview?.routes[0]?.outcomes.lost, 1);
  assertEquals([lists.overview?.inProgress, kept.shown().end], [1, undefined]);
  await finish(kept.peer);
  await lists.until(() => kept.shown().end?.outcome === "completed");
});

Deno.test("tipring serve --console keeps its address over a reload of workers, and the calls of the old", async () => {
  await using folder = await Folder.make();
  await using program = await start(folder, "--console-digits");
  await using lists = await ConsoleLists.open(program);
  const old = await callBoth(program, lists, [1, 2]);
  program.kill("SIGHUP");
  await lists.until(() => lists.overview?.reload !== undefined);
  assertEquals([lists.overview?.reload?.times, lists.overview?.reload?.error], [1, undefined]);
  const states = () =>
    lists.overview?.workers?.running.map(({ number, state }) => `${number} ${state}`).join();
  await lists.until(() => states() === "1 draining,2 draining,3 accepting,4 accepting");
  const fresh = await callBoth(program, lists, [3, 4]);
  for (const { peer } of [...old, ...fresh]) await finish(peer);
  await lists.until(() => states() === "3 accepting,4 accepting");
  // The workers are gone, and their calls are still here.
  for (const { shown } of old) {
    const { id, end } = shown();
    assertEquals(end?.outcome, "completed");
    assertMatch(await lists.text(`calls/${id}/recording`), /< 200 result=47\*1/);
    assertMatch(await lists.text(`calls/${id}/test`), /import handler from "\.\/pin\.ts"/);
  }
  await folder.write("pin.ts", "export default 7;\n");
  program.kill("SIGHUP");
  await lists.until(() => lists.overview?.reload?.error !== undefined);
  assertMatch(lists.overview?.reload?.error ?? "", /^0 of 2 workers have the new handlers; Cannot/);
  const [last, other] = await callBoth(program, lists, [3, 4]);
  program.kill("SIGTERM");
  await lists.until(() => lists.overview?.draining === true);
  for (const { peer } of [last, other]) await finish(peer);
  assertEquals((await program.end()).code, 0);
});
