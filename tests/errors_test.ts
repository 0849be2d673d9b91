import { assert, assertEquals, assertFalse } from "@std/assert";
import * as errors from "../src/errors.ts";
import { AgiError, AgiException, AgiHangup, AgiSighupHangup } from "../src/errors.ts";

/** Another copy of the library, as a bundled handler has it: the same file under another address. */
const copy: typeof errors = await import(new URL("../src/errors.ts?copy", import.meta.url).href);

Deno.test("AgiException[Symbol.hasInstance]() holds for errors of another copy of the library", () => {
  const names = Object.keys(errors) as (keyof typeof errors)[];
  assertEquals(names.length, 14);
  for (const name of names) {
    const made = new copy[name]("away");
    assert(Object.getPrototypeOf(made) !== errors[name].prototype, "They are one copy");
    for (const other of names) {
      // As in one copy: it is one of its own class and of those above.
      assertEquals(made instanceof errors[other], made instanceof copy[other], `${name} ${other}`);
      const own = new errors[name]("away");
      assertEquals(
        own instanceof errors[other],
        Object.prototype.isPrototypeOf.call(errors[other].prototype, own),
        `${name} ${other}`,
      );
    }
  }
  assert(new copy.AgiSighupHangup("away") instanceof AgiHangup);
  assertFalse(new copy.AgiSighupHangup("away") instanceof AgiError);
});

Deno.test("AgiException[Symbol.hasInstance]() leaves subclasses of others to themselves", () => {
  class Mine extends AgiHangup {}
  class Copied extends copy.AgiHangup {}
  assert(new Mine("away") instanceof Mine);
  assert(new Mine("away") instanceof AgiHangup);
  assert(new Copied("away") instanceof AgiHangup);
  assertFalse(new AgiHangup("away") instanceof Mine);
  assertFalse(new Copied("away") instanceof Mine);
});

Deno.test("AgiException[Symbol.hasInstance]() refuses what is no error of the library", () => {
  for (
    const value of [undefined, null, "AgiHangup", 7, {}, new Error("x"), { name: "AgiHangup" }]
  ) {
    assertFalse(value instanceof AgiException);
    assertFalse(value instanceof AgiSighupHangup);
  }
});
