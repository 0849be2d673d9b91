import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { LogLine } from "../../src/events.ts";
import { CallLogger, type CallLoggerOptions } from "../../src/logging/call_logger.ts";

/** A log, and the lines that it has written. */
function logger(
  options: Omit<CallLoggerOptions, "write"> = {},
): { log: CallLogger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  return { log: new CallLogger({ ...options, write: (line) => lines.push(line) }), lines };
}

Deno.test("CallLogger writes lines from its level on", () => {
  for (
    const [level, written] of [
      [undefined, "info warn error"],
      ["debug", "debug info warn error"],
      ["error", "error"],
    ] as const
  ) {
    const { log, lines } = logger({ level });
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    assertEquals(lines.map(({ level }) => level).join(" "), written);
  }
});

Deno.test("CallLogger keeps plain values and describes others", () => {
  const { log, lines } = logger();
  log.info("all", {
    text: "a\nb",
    number: 1.5,
    yes: true,
    none: null,
    missing: undefined,
    endless: Infinity,
    big: 5n,
    date: new Date(0),
    list: ["a", { b: 1 }],
    error: new TypeError("broken", { cause: new Error("deep") }),
    "a b=c": 1,
    "": 2,
  });
  const { error, ...rest }: LogLine["fields"] = lines[0]?.fields ?? {};
  assertEquals(rest, {
    text: "a\nb",
    number: 1.5,
    yes: true,
    none: null,
    endless: "Infinity",
    big: "5",
    date: "1970-01-01T00:00:00.000Z",
    list: '[ "a", { b: 1 } ]',
    a_b_c: 1,
    _: 2,
  });
  assertMatch(`${error}`, /^TypeError: broken\n +at [^]*\nCaused by: Error: deep\n/);
});

Deno.test("CallLogger takes an error in place of fields", () => {
  const { log, lines } = logger();
  log.error("failed", new Error("no luck"));
  assertStringIncludes(`${lines[0]?.fields["error"]}`, "Error: no luck\n");
});

Deno.test("CallLogger never throws, whatever it gets", () => {
  const { log, lines } = logger();
  const hostile = {
    get thrown(): string {
      throw new Error("boo");
    },
    shown: {
      [Symbol.for("Deno.customInspect")]() {
        throw new Error("no");
      },
    },
    named: Object.defineProperty(new Error(), "stack", {
      get: () => {
        throw new Error("s");
      },
    }),
  };
  log.info("hostile", hostile);
  for (const fields of ["text", 5, null, Symbol("s"), () => {}]) log.info("m", fields as never);
  for (const message of [undefined, { a: 1 }, new Error("e"), Symbol("s")]) {
    log.info(message as never);
  }
  assertEquals(lines[0]?.fields, {
    thrown: "(cannot be read: Error: boo)",
    shown: "(cannot be shown: Error: no)",
    named: "(cannot be shown: Error: s)",
  });
  assertEquals(lines.slice(1, 4).map(({ fields }) => fields), [
    { value: "text" },
    { value: 5 },
    { value: null },
  ]);
  assertEquals(lines[6]?.message, "undefined");
  assertEquals(lines[7]?.message, "{ a: 1 }");
  assertMatch(lines[8]?.message ?? "", /^Error: e\n/);
  const failing = new CallLogger({
    write() {
      throw new Error("full");
    },
  });
  failing.info("m");
});

Deno.test("CallLogger never throws for a date that is not one, a dead proxy, or an odd thrown value", () => {
  const { log, lines } = logger();
  const dead = Proxy.revocable({}, {});
  dead.revoke();
  log.info("m", { date: new Date("yesterday") });
  log.info("m", dead.proxy);
  for (const thrown of [Symbol("s"), Object.create(null)]) {
    log.info("m", {
      get thrown(): string {
        throw thrown;
      },
    });
  }
  assertEquals(lines.map(({ fields }) => fields["date"] ?? fields["thrown"]), [
    "Invalid Date",
    undefined,
    "(cannot be read: Symbol(s))",
    "(cannot be read)",
  ]);
  assertMatch(`${lines[1]?.fields["value"]}`, /^\(cannot be read: TypeError: .*\)$/);
});

Deno.test("CallLogger limits the size of a line", () => {
  const { log, lines } = logger();
  const long = "x".repeat(1_000_000);
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, n) => [`${n}${"y".repeat(1000)}`, n]),
  );
  log.info(long, { long, list: [long] });
  log.info("many", many);
  const [first, second] = lines;
  assertEquals(first?.message.length, 4001);
  assertEquals(`${first?.fields["long"]}`.length, 4001);
  assert(`${first?.fields["list"]}`.length <= 4001);
  const names = Object.keys(second?.fields ?? {});
  assertEquals(names.length, 32);
  assert(names.every((name) => name.length <= 40));
});

Deno.test("CallLogger writes 100 lines of a call at once, then 10 per second", () => {
  let now = 0;
  const { log, lines } = logger({ now: () => now });
  for (let count = 0; count < 1000; count++) log.info("loop");
  assertEquals(lines.length, 101);
  assertEquals(lines[100]?.level, "warn");
  assertEquals(lines[100]?.message, "handler logs too much, leaving out lines");
  now = 1000;
  for (let count = 0; count < 1000; count++) log.info("loop");
  assertEquals(lines.length, 111);
  assertEquals(lines.slice(101, 103).map(({ others }) => others), [900, undefined]);
  now = 60_000;
  log.info("later");
  assertEquals(lines.at(-1), { level: "info", message: "later", fields: {}, others: 990 });
});

Deno.test("CallLogger does not count lines below its level", () => {
  const { log, lines } = logger({ now: () => 0 });
  for (let count = 0; count < 1000; count++) log.debug("detail");
  log.info("seen");
  assertEquals(lines.map(({ message }) => message), ["seen"]);
});
