import { assert, assertEquals } from "@std/assert";
import { describeError } from "../../src/logging/describe_error.ts";
import { simulateCall } from "../../src/testing/mod.ts";

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwing(property: string): Error {
  return Object.defineProperty(new Error("x"), property, {
    get() {
      throw new Error(property);
    },
  });
}

/** Values that throw when someone looks at them. */
const UNREADABLE: Readonly<Record<string, () => unknown>> = {
  revoked,
  message: () => throwing("message"),
  stack: () => throwing("stack"),
  cause: () => throwing("cause"),
  inspect: () => ({
    [Symbol.for("Deno.customInspect")]() {
      throw new Error("inspect");
    },
  }),
  proxy: () =>
    new Proxy(new Error("x"), {
      get() {
        throw new Error("get");
      },
    }),
};

Deno.test("a call ends, whatever its handler threw", async () => {
  for (const [name, make] of Object.entries(UNREADABLE)) {
    const result = await simulateCall(() => {
      throw make();
    }).result;
    assertEquals(result.outcome, "failed", name);
    assertEquals(
      `${result.error}`,
      "TypeError: The handler threw a value that can't be read",
      name,
    );
  }
});

Deno.test("describeError() never throws", () => {
  for (const [name, make] of Object.entries(UNREADABLE)) {
    assertEquals(typeof describeError(make()), "string", name);
  }
  assert(describeError(revoked()).startsWith("(cannot be shown: "));
  const nameless: Error = Object.assign(new Error("x"), { message: undefined, stack: undefined });
  assert(describeError(nameless) !== "");
});
