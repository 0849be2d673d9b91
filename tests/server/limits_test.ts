import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { AgiProtocolError } from "../../src/errors.ts";
import { FastAgiServer } from "../../src/server/server.ts";
import { call, start } from "./serving.ts";

Deno.test("FastAgiServer refuses limits that make no sense, by their names", () => {
  const names = [
    "environmentTimeout",
    "maxEnvironmentBytes",
    "maxEnvironmentLines",
    "maxReplyBytes",
  ] as const;
  for (const name of names) {
    for (const limit of [0, -1, NaN, -Infinity]) {
      assertThrows(
        () => new FastAgiServer({ port: 0, [name]: limit }),
        RangeError,
        `Invalid ${name} ${limit}: must be `,
      );
    }
  }
});

Deno.test("FastAgiServer keeps the limits that it is given, also those without an end", async () => {
  const [server, events] = start(() => {}, {
    environmentTimeout: Infinity,
    maxEnvironmentBytes: Infinity,
    maxEnvironmentLines: 5,
    maxReplyBytes: Infinity,
  });
  for (
    const [lines, ended] of [["", "call-end"], [
      "agi_arg_1: a\nagi_arg_2: b\n",
      "rejected",
    ]] as const
  ) {
    await using peer = await call(server, "x", lines);
    assertEquals(await peer.line(), null);
    await peer[Symbol.asyncDispose]();
    await events.next(ended);
  }
  const { reason } = await events.next("rejected");
  assertInstanceOf(reason, AgiProtocolError);
  assertEquals(reason.message, "The AGI environment exceeds maxEnvironmentLines (5)");
  await server.shutdown();
});
