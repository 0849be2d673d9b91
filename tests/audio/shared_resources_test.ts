import { assertEquals, assertRejects } from "@std/assert";
import { AudioListener } from "../../src/audio/_audio_listener.ts";
import { SharedResources } from "../../src/audio/_shared_resources.ts";

Deno.test("SharedResources opens one for all users, and closes it after the last", async () => {
  const log: string[] = [];
  const shared = new SharedResources<number>(async (resource) => {
    log.push(`close ${resource}`);
    await undefined;
  });
  let opened = 0;
  const open = () => ++opened;
  const [first, second] = [await shared.use("a", open), await shared.use("a", open)];
  const other = await shared.use("b", open);
  assertEquals([first.resource, second.resource, other.resource], [1, 1, 2]);
  assertEquals([...shared], [1, 2]);
  await first[Symbol.asyncDispose]();
  assertEquals(log, []);
  await second[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  assertEquals(log, ["close 1", "close 2"]);
  assertEquals([...shared], []);
});

Deno.test("SharedResources opens an address again while it is being closed", async () => {
  const listeners = new SharedResources<AudioListener>((listener) => listener.close());
  const range = (port: number) => ({ hostname: "127.0.0.1", port, lastPort: port });
  let use = await listeners.use("a", () => new AudioListener(range(0)));
  const { port } = use.resource.addr;
  for (let times = 0; times < 5; times++) {
    const closing = use[Symbol.asyncDispose]();
    const uses = await Promise.all([
      listeners.use("a", () => new AudioListener(range(port))),
      listeners.use("a", () => new AudioListener(range(port))),
    ]);
    assertEquals(uses[0].resource, uses[1].resource);
    await uses[0][Symbol.asyncDispose]();
    await closing;
    use = uses[1];
  }
  await use[Symbol.asyncDispose]();
});

Deno.test("SharedResources opens one whose closing fails, or takes too long", async () => {
  const results = [Promise.reject(new Error("no")), new Promise<void>(() => {}), Promise.resolve()];
  const shared = new SharedResources<number>(() => results.shift() ?? Promise.resolve());
  let opened = 0;
  const failing = (await shared.use("a", () => ++opened))[Symbol.asyncDispose]();
  const second = await shared.use("a", () => ++opened);
  await assertRejects(() => failing, Error, "no");
  void second[Symbol.asyncDispose]();
  const third = await shared.use("a", () => ++opened);
  assertEquals(third.resource, 3);
  await third[Symbol.asyncDispose]();
});
