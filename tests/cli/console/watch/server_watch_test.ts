import { assert, assertEquals } from "@std/assert";
import { ServerWatch } from "../../../../src/cli/console/watch/server_watch.ts";
import type { CallReport } from "../../../../src/cli/console/watch/call_report.ts";
import type { Channel } from "../../../../src/channel.ts";
import type { AgiRequest } from "../../../../src/handler/router.ts";
import type { Duplex } from "../../../../src/transport/duplex.ts";
import { callOf } from "../board_fixture.ts";

/** A watch that sends its reports to a function, and what it logs. */
function watchOf(send: (report: CallReport) => void) {
  const logged: unknown[] = [];
  const watch = new ServerWatch({
    maskDigits: false,
    maskBytes: false,
    files: () => [],
    source: false,
    send,
    log: (level, message, fields) => logged.push([level, message, fields?.["error"]]),
  });
  return { watch, logged };
}

Deno.test("ServerWatch logs an error of the console, and harms neither the call nor its handler", async () => {
  const { watch, logged } = watchOf(() => {
    throw new Error("full");
  });
  const call = callOf(1);
  watch.watch({ type: "call-start", call });
  const original = console.debug;
  console.debug = () => {};
  const handler = watch.wrapping({ capturesConsole: false, wrap: (handler) => handler })
    .wrap(() => Promise.resolve(console.debug("here")));
  await handler({} as Channel, { call } as AgiRequest);
  watch[Symbol.dispose]();
  console.debug = original;
  assertEquals(logged.length, 1);
  assert(
    JSON.stringify(logged).startsWith('[["error","console failed","Error: full\\n'),
    `${logged}`,
  );
});

Deno.test("ServerWatch.tap() returns the connection itself if it cannot be recorded", () => {
  const { watch, logged } = watchOf(() => {});
  const duplex: Duplex = { readable: new ReadableStream(), writable: new WritableStream() };
  // A stream that something else reads cannot be recorded.
  duplex.readable.getReader();
  assert(watch.tap(duplex, callOf(1)) === duplex);
  assertEquals(logged.length, 1);
});

Deno.test("ServerWatch reports an unhandled rejection, whatever it is", () => {
  const texts: string[] = [];
  const { watch, logged } = watchOf((report) => {
    if (report.type === "step" && report.step.kind === "log") texts.push(report.step.message);
  });
  const call = callOf(1);
  watch.watch({ type: "call-start", call });
  for (const error of [Symbol("x"), Object.create(null), new TypeError("y"), undefined]) {
    watch.watch({ type: "unhandled-rejection", call, error });
  }
  assertEquals(texts, [
    "unhandled promise rejection: Symbol(x)",
    "unhandled promise rejection: [Object: null prototype] {}",
    "unhandled promise rejection: TypeError: y",
    "unhandled promise rejection: undefined",
  ]);
  assertEquals(logged, []);
});
