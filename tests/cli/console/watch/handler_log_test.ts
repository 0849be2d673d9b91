import { assertEquals } from "@std/assert";
import { HandlerLog } from "../../../../src/cli/console/watch/handler_log.ts";
import type { AgiRequest, Handler } from "../../../../src/handler/router.ts";
import type { Channel } from "../../../../src/channel.ts";
import { callOf } from "../board_fixture.ts";

/** Runs a handler as the call of a number. */
async function run(handler: Handler, id: number): Promise<void> {
  await handler({} as Channel, { call: callOf(id) } as AgiRequest);
}

Deno.test("HandlerLog reports what each call prints, and only while it is not disposed of", async () => {
  const original = console.debug;
  const printed: unknown[][] = [];
  console.debug = (...values) => printed.push(values);
  const seen: string[] = [];
  {
    using log = new HandlerLog(
      (call, level, text) => seen.push(`${call.id} ${level} ${text}`),
      undefined,
    );
    const handler = log.wrap(async () => {
      await Promise.resolve();
      console.debug("a", { b: 1 });
    });
    await Promise.all([run(handler, 1), run(handler, 2)]);
    console.debug("no call");
    assertEquals(seen, ["1 debug a { b: 1 }", "2 debug a { b: 1 }"]);
    assertEquals(printed.length, 3);
  }
  console.debug("afterwards");
  console.debug = original;
  assertEquals([seen.length, printed.length], [2, 4]);
});

Deno.test("HandlerLog stops following calls that print nothing, until one prints", async () => {
  const original = console.debug;
  console.debug = () => {};
  const seen: number[] = [];
  using log = new HandlerLog(({ id }) => seen.push(id), undefined);
  const quiet = log.wrap(() => Promise.resolve());
  for (let id = 1; id <= 1000; id++) await run(quiet, id);
  const loud = log.wrap(() => {
    console.debug("here");
    return Promise.resolve();
  });
  for (const id of [1001, 1002, 1003]) await run(loud, id);
  log[Symbol.dispose]();
  console.debug = original;
  assertEquals(seen, [1002, 1003]);
});
