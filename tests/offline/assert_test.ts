import {
  assert,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertNotStrictEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
  unreachable,
} from "@std/assert";

class Point {
  constructor(readonly x: number) {}
}

class Pixel {
  constructor(readonly x: number) {}
}

/** A value and a copy of it that is another object but equal. */
function equalPairs(): [unknown, unknown][] {
  const looped: Record<string, unknown> = { a: 1 };
  looped["self"] = looped;
  const other: Record<string, unknown> = { a: 1 };
  other["self"] = other;
  return [
    [NaN, NaN],
    [0, -0],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }],
    [Object.create(null), {}],
    [new Point(1), new Point(1)],
    [new Date(5), new Date(5)],
    [new Date(NaN), new Date(NaN)],
    [/a/g, /a/g],
    [new URL("http://a/b"), new URL("http://a/b")],
    [new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1])],
    [new Map([["a", 1], ["b", 2]]), new Map([["b", 2], ["a", 1]])],
    [new Map([[{ k: 1 }, [1]]]), new Map([[{ k: 1 }, [1]]])],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [looped, other],
  ];
}

const DIFFERENT: [unknown, unknown][] = [
  [1, "1"],
  [1, 1n],
  [null, undefined],
  [{}, null],
  [{ a: undefined }, {}],
  [{ a: undefined }, { b: undefined }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [[1, 2], [2, 1]],
  [[], {}],
  [new Point(1), new Pixel(1)],
  [new Point(1), { x: 1 }],
  [new Point(1), new Point(2)],
  [new Date(5), new Date(6)],
  [/a/g, /a/i],
  [new URL("http://a/b"), new URL("http://a/c")],
  [new Set([1]), new Set([2])],
  [new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  [new Map([["a", 1]]), new Map([["a", 2]])],
  [new Map([["a", undefined]]), new Map([["b", undefined]])],
  [new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 2]])],
  [new Map(), new Set()],
  [new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  [new Uint8Array(2), new Int8Array(2)],
  [() => 1, () => 1],
  [new Error("a"), new Error("b")],
  [new Error("a"), new TypeError("a")],
];

/** Runs an assertion that must fail and returns its message. */
function failure(fn: () => void): string {
  let error: unknown;
  try {
    fn();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof AssertionError)) throw new Error(`Not a failed assertion: ${error}`);
  return error.message;
}

Deno.test("AssertionError() is a named error with a cause", () => {
  const error = new AssertionError("no", { cause: 7 });
  if (error.name !== "AssertionError" || error.message !== "no" || error.cause !== 7) {
    throw new Error("The error does not carry its name, message and cause");
  }
});

Deno.test("equal() and the assertions on it accept values of the same structure", () => {
  for (const [a, b] of equalPairs()) {
    if (!equal(a, b) || !equal(b, a)) throw new Error(`Not equal: ${Deno.inspect([a, b])}`);
    assertEquals(a, b);
    failure(() => assertNotEquals(a, b));
  }
});

Deno.test("equal() and the assertions on it tell values of another structure apart", () => {
  for (const [a, b] of DIFFERENT) {
    if (equal(a, b) || equal(b, a)) throw new Error(`Equal: ${Deno.inspect([a, b])}`);
    assertNotEquals(a, b);
    failure(() => assertEquals(a, b));
  }
});

Deno.test("equal() throws when it is given weak collections", () => {
  assertThrows(() => equal(new WeakMap(), new WeakMap()), TypeError, "WeakMap");
  assertThrows(() => equal(new WeakSet(), new WeakSet()), TypeError, "WeakSet");
});

Deno.test("assertEquals() starts its message with the words given, then the difference", () => {
  const message = failure(() => assertEquals({ a: "left" }, { a: "right" }, "on purpose"));
  assertStringIncludes(message, "Values are not equal: on purpose\n");
  assertStringIncludes(message, "left");
  assertStringIncludes(message, "right");
});

Deno.test("assertStrictEquals() compares by identity", () => {
  const one = {};
  assertStrictEquals(one, one);
  assertStrictEquals(NaN, NaN);
  assertNotStrictEquals({}, {});
  assertNotStrictEquals(0, -0);
  assertStringIncludes(failure(() => assertStrictEquals({}, {})), "not reference-equal");
  assertStringIncludes(failure(() => assertStrictEquals(1, 2)), "not strictly equal");
  failure(() => assertStrictEquals(0, -0));
  failure(() => assertNotStrictEquals(one, one));
});

Deno.test("assert() and its kin narrow the type and give their messages", () => {
  const value: number | undefined = [1, 2].at(0);
  assert(value);
  const narrowed: number = value;
  assertFalse(narrowed - 1);
  const other: string | null = ["a"].at(0) ?? null;
  assertExists(other);
  const text: string = other;
  assertEquals(text, "a");
  const thing: unknown = new Point(1);
  assertInstanceOf(thing, Point);
  const x: number = thing.x;
  assertEquals(x, 1);

  assertEquals(failure(() => assert(0, "zero")), "zero");
  assertEquals(failure(() => assertFalse(1, "one")), "one");
  assertEquals(
    failure(() => assertExists(null)),
    'Expected actual: "null" to not be null or undefined.',
  );
  assertEquals(failure(() => fail("why")), "Failed assertion: why");
  assertEquals(failure(() => unreachable()), "Unreachable.");
  assertEquals(
    failure(() => assertInstanceOf(new Pixel(1), Point)),
    'Expected object to be an instance of "Point" but was "Pixel".',
  );
});

Deno.test("assertGreater() and its kin compare by order", () => {
  assertGreater(2, 1);
  assertGreaterOrEqual(2, 2);
  assertLess("a", "b");
  assertLessOrEqual(1n, 1n);
  assertEquals(failure(() => assertGreater(1, 1)), "Expect 1 > 1");
  assertEquals(failure(() => assertGreaterOrEqual(1, 2)), "Expect 1 >= 2");
  assertEquals(failure(() => assertLess(1, 1)), "Expect 1 < 1");
  assertEquals(failure(() => assertLessOrEqual(2, 1, "mine")), "mine");
  failure(() => assertGreater(NaN, NaN));
});

Deno.test("assertMatch() and its kin look inside strings and arrays", () => {
  assertMatch("abc", /b/);
  assertNotMatch("abc", /d/);
  assertStringIncludes("abc", "bc");
  assertArrayIncludes([{ a: 1 }, { a: 2 }], [{ a: 2 }]);
  assertArrayIncludes(new Uint8Array([1, 2]), new Uint8Array([2]));
  assertEquals(failure(() => assertMatch("a", /b/)), 'Expected actual: "a" to match: "/b/".');
  failure(() => assertNotMatch("a", /a/));
  failure(() => assertStringIncludes("a", "b"));
  assertStringIncludes(failure(() => assertArrayIncludes([1], [1, 9])), "missing: [\n  9,\n]");
});

Deno.test("assertObjectMatch() accepts an object that has more", () => {
  assertObjectMatch({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } });
  assertObjectMatch({ list: [{ a: 1, b: 2 }, 3] }, { list: [{ a: 1 }] });
  assertObjectMatch({ point: new Point(1) }, { point: { x: 1 } });
  assertObjectMatch({ map: new Map([["a", 1], ["b", 2]]) }, { map: new Map([["a", 1]]) });
  assertObjectMatch({ set: new Set([1, 2]) }, { set: new Set([1]) });
  failure(() => assertObjectMatch({ a: 1 }, { a: 2 }));
  failure(() => assertObjectMatch({ a: 1 }, { a: 1, b: 2 }));
  failure(() => assertObjectMatch({ b: { c: 2 } }, { b: { c: 3 } }));
  failure(() => assertObjectMatch({ list: [1] }, { list: [1, 2] }));
  failure(() => assertObjectMatch({ set: new Set([1]) }, { set: new Set([2]) }));
});

function throwRange(): never {
  throw new RangeError("too far");
}

function throwText(): never {
  const reason: unknown = "text";
  throw reason;
}

Deno.test("assertThrows() returns what was thrown and checks class and message", () => {
  const error: RangeError = assertThrows(throwRange, RangeError, "far", "words");
  assertEquals(error.message, "too far");
  assertInstanceOf(assertThrows(throwRange), RangeError);
  const reason: unknown = assertThrows(throwText);
  assertEquals(reason, "text");

  assertEquals(failure(() => assertThrows(() => 1, "words")), "Expected function to throw: words");
  assertEquals(
    failure(() => assertThrows(throwRange, TypeError)),
    'Expected error to be instance of "TypeError", but was "RangeError".',
  );
  assertEquals(
    failure(() => assertThrows(throwRange, RangeError, "near")),
    'Expected error message to include "near", but got "too far".',
  );
  assertEquals(
    failure(() => assertThrows(throwText, Error)),
    "A non-Error object was thrown.",
  );
});

Deno.test("assertRejects() resolves to the reason and checks class and message", async () => {
  const error: RangeError = await assertRejects(
    () => Promise.reject(new RangeError("too far")),
    RangeError,
    "far",
  );
  assertEquals(error.message, "too far");
  assertEquals(await assertRejects(() => Promise.reject("text")), "text");

  const failures: [() => Promise<unknown>, string][] = [
    [() => assertRejects(() => Promise.resolve(1)), "Expected function to reject."],
    [() => assertRejects(throwRange), "Function throws when expected to reject."],
    [
      () => assertRejects(() => Promise.reject(new Error("x")), TypeError, "x", "words"),
      'Expected error to be instance of "TypeError", but was "Error": words',
    ],
    [() => assertRejects(() => Promise.reject(1), Error), "A non-Error object was rejected."],
  ];
  const errors = await Promise.all(failures.map(([fn]) => assertRejects(fn, AssertionError)));
  assertEquals(errors.map((error) => error.message), failures.map(([, message]) => message));
});
