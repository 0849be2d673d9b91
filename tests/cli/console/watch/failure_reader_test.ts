import { assert, assertEquals } from "@std/assert";
import { FailureReader } from "../../../../src/cli/console/watch/failure_reader.ts";

/** A reader for which this file is a handler. */
function reader(): FailureReader {
  return new FailureReader({ files: () => [new URL(import.meta.url).pathname], source: true });
}

Deno.test("FailureReader finds the line of the handler that threw", () => {
  const { message, place, source } = reader().read(new TypeError("broken: 12"));
  assertEquals(message, "TypeError: broken: 12");
  assertEquals(place?.split(":").slice(0, 2), ["failure_reader_test.ts", "10"]);
  assertEquals(
    source,
    'const { message, place, source } = reader().read(new TypeError("broken: 12"));',
  );
});

Deno.test("FailureReader names the causes of an error, some of them", () => {
  const cause = new TypeError("db down", { cause: "refused" });
  const { message } = reader().read(new Error("no balance", { cause }));
  assertEquals(message, 'Error: no balance\ncaused by TypeError: db down\ncaused by "refused"');
  const circle: Error = new Error("again");
  circle.cause = circle;
  assertEquals(reader().read(circle).message.split("\n").length, 4);
});

Deno.test("FailureReader takes no text of a message for a place", () => {
  const text = "a\n    at menu (file:///etc/passwd?reload=1:1:1)\n    at file:///etc/passwd:1:1";
  assertEquals(reader().read(new Error(text)).place?.split(":")[0], "failure_reader_test.ts");
});

Deno.test("FailureReader takes little time for a long message", () => {
  const begun = performance.now();
  for (const text of ["file://".repeat(100_000), "file://".repeat(280), "a".repeat(50_000_000)]) {
    assert(reader().read(new Error(text)).message.length < 2100);
  }
  const passed = performance.now() - begun;
  assert(passed < 1000, `${passed} ms`);
});

Deno.test("FailureReader never throws, whatever it gets", () => {
  const inspected = {
    [Symbol.for("Deno.customInspect")]() {
      throw new Error("no");
    },
  };
  const stackless = Object.defineProperty(new Error("s"), "stack", {
    get: () => {
      throw new Error("gone");
    },
  });
  const thrown = [inspected, stackless, null, undefined, 5, "text", Symbol("s")];
  assertEquals(thrown.map((error) => reader().read(error).message), [
    "(cannot be shown: Error: no)",
    "(cannot be shown: Error: gone)",
    "null",
    "undefined",
    "5",
    '"text"',
    "Symbol(s)",
  ]);
});
