import { assertEquals } from "@std/assert";
import { Channel, type Conversation } from "../../../src/channel.ts";
import { ConsoleCapture } from "../../../src/cli/log/console_capture.ts";
import type { Log } from "../../../src/cli/log/logging.ts";
import type { AgiRequest } from "../../../src/handler/router.ts";
import { CallLogger } from "../../../src/logging/call_logger.ts";

const REQUEST: AgiRequest = { script: "", args: [], query: new URLSearchParams(), match: null };

/** A capture of a console of its own, and the lines of it, each with the call that it belongs to. */
function capture(): {
  lines: string[];
  own: Console;
  call(name: string, handler: () => void | Promise<void>): Promise<void>;
} {
  const lines: string[] = [];
  const log: Log = (_level, message) => void lines.push(`none: ${message}`);
  const own = {} as Console;
  const capturing = new ConsoleCapture(log, own);
  return {
    lines,
    own,
    async call(name, handler) {
      const write = ({ message }: { message: string }) => void lines.push(`${name}: ${message}`);
      const logged = { log: new CallLogger({ write, limited: false }) };
      await capturing.wrap(handler)(new Channel({} as Conversation, { logged }), REQUEST);
    },
  };
}

Deno.test("ConsoleCapture follows calls that wait for each other's events", async () => {
  const { own, lines, call } = capture();
  const { promise, resolve } = Promise.withResolvers<void>();
  own.log("before");
  await Promise.all([
    call("one", async () => {
      await promise;
      own.log("a");
      setTimeout(() => own.log("b"));
      await new Promise((resolve) => setTimeout(resolve, 1));
      queueMicrotask(() => own.log("c"));
    }),
    call("two", () => {
      resolve();
      own.log("d");
    }),
  ]);
  assertEquals(lines.toSorted(), ["none: before", "one: a", "one: b", "one: c", "two: d"]);
});

Deno.test("ConsoleCapture stops following where handlers print nothing, until one does", async () => {
  const { own, lines, call } = capture();
  own.log("loaded");
  for (let count = 0; count < 1000; count++) await call("silent", () => {});
  await call("first", () => own.log("unknown"));
  await call("second", () => own.log("known"));
  assertEquals(lines, ["none: loaded", "none: unknown", "second: known"]);
  const other = capture();
  await other.call("first", () => other.own.log("known"));
  for (let count = 0; count < 2000; count++) await other.call("silent", () => {});
  await other.call("last", () => other.own.log("known"));
  assertEquals(other.lines, ["first: known", "last: known"]);
});

Deno.test("ConsoleCapture limits lines that belong to no call", () => {
  const { own, lines } = capture();
  for (let count = 0; count < 1000; count++) own.log("loop");
  assertEquals(lines.length, 101);
});

Deno.test("ConsoleCapture lets no argument make a call fail", () => {
  const { own, lines } = capture();
  own.log({
    [Symbol.for("Deno.customInspect")]() {
      throw new Error("no");
    },
  });
  own.log("%s", {
    toString() {
      throw new Error("text");
    },
  });
  assertEquals(lines, [
    "none: (cannot be shown: Error: no)",
    "none: (cannot be shown: Error: text)",
  ]);
});
