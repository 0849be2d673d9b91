import { assertEquals, assertRejects } from "@std/assert";
import { BackOff, Slot, type SlotWorker, startedWell } from "../../../src/cli/workers/slot.ts";
import type { WorkerEnd } from "../../../src/cli/workers/worker_process.ts";

/** A worker that is ready, and ends, when the test says so. */
class Puppet implements SlotWorker {
  readonly number: number;
  readonly readiness = Promise.withResolvers<number>();
  readonly end = Promise.withResolvers<WorkerEnd>();
  readonly ready = this.readiness.promise;
  readonly ended = this.end.promise;

  constructor(number: number) {
    this.number = number;
  }

  die(): void {
    this.end.resolve({ code: 1, signal: null, up: 1, routes: {} });
  }
}

/** A slot of puppets, and those that it started. */
class Stage {
  readonly started: Puppet[] = [];
  readonly slot: Slot<Puppet> = new Slot({
    log: () => {},
    onLoss: () => {},
    spawn: () => {
      const puppet = new Puppet(this.started.length + 1);
      this.started.push(puppet);
      this.#next.resolve(puppet);
      this.#next = Promise.withResolvers();
      return puppet;
    },
  });
  #next = Promise.withResolvers<Puppet>();

  /** The one that is started next. */
  get next(): Promise<Puppet> {
    return this.#next.promise;
  }

  /** Has a first worker, which dies; returns the one that is started for it. */
  async restart(): Promise<Puppet> {
    const first = this.next;
    const replaced = this.slot.replace();
    (await first).readiness.resolve(1);
    await replaced;
    const second = this.next;
    (await first).die();
    return await second;
  }
}

/** Lets everything go on that waits for nothing from outside. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("Slot.replace() comes after a restart in progress, and returns the restarted worker", async () => {
  const stage = new Stage();
  const restarted = await stage.restart();
  const third = stage.next;
  const replaced = stage.slot.replace();
  await settle();
  assertEquals(stage.started.length, 2);
  restarted.readiness.resolve(1);
  (await third).readiness.resolve(1);
  assertEquals(await replaced, restarted);
  // It has the place: its end is noticed, and that of the one before is not.
  restarted.die();
  const fourth = stage.next;
  (await third).die();
  assertEquals((await fourth).number, 4);
  stage.slot.stop();
});

Deno.test("Slot.replace() starts no worker when its turn comes after stop()", async () => {
  const stage = new Stage();
  const first = stage.next;
  const refused = assertRejects(() => stage.slot.replace(), Error, "no");
  const replaced = stage.slot.replace();
  const worker = await first;
  stage.slot.stop();
  worker.readiness.reject(new Error("no"));
  await refused;
  assertEquals(await replaced, undefined);
  assertEquals(stage.started.length, 1);
});

Deno.test("Slot restarts a worker that ended as soon as it was ready", async () => {
  const stage = new Stage();
  const first = stage.next;
  const replaced = stage.slot.replace();
  const worker = await first;
  const second = stage.next;
  worker.die();
  await settle();
  worker.readiness.resolve(1);
  await replaced;
  assertEquals((await second).number, 2);
  stage.slot.stop();
});

Deno.test("BackOff.next() doubles up to half a minute while starts fail, and no longer", () => {
  const backOff = new BackOff();
  const delays = Array.from({ length: 11 }, () => backOff.next(false));
  assertEquals(delays, [100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000]);
  assertEquals([backOff.next(true), backOff.next(true), backOff.next(true)], [100, 100, 100]);
  assertEquals([backOff.next(false), backOff.next(false)], [100, 200]);
});

Deno.test("startedWell() blames calls for the end of a worker that had some", () => {
  assertEquals(startedWell({ up: 1, routes: { "/pin": 1 } }), true);
  assertEquals(startedWell({ up: 1, routes: {} }), false);
  assertEquals(startedWell({ up: 30_000, routes: {} }), true);
});
