import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Handler, Router } from "../../src/handler/router.ts";

const one: Handler = () => {};
const two: Handler = () => {};

Deno.test("Router.find() matches a RegExp from the start of the path as it was sent", () => {
  const router = new Router();
  router.add(/menu\/(\d+)/, one);
  assertEquals(router.find("menu/12/x")?.[1]?.[1 as never], "12");
  assertEquals(router.find("/menu/12"), undefined);
  assertEquals(router.find("x/menu/12"), undefined);
  assertEquals(router.find("menu/12"), router.find("menu/12"), "a match must leave no state");
});

Deno.test("Router.find() takes the flags of a RegExp, and the global one does no harm", () => {
  const router = new Router();
  router.add(/PIN$/gi, one);
  for (let times = 0; times < 3; times++) assertStrictEquals(router.find("pin")?.[0], one);
});

Deno.test("Router.find() matches a string as the pathname of a URLPattern", () => {
  const router = new Router();
  router.add("/menu/:lang", one);
  const [handler, match] = router.find("menu/en") ?? [];
  assertStrictEquals(handler, one);
  assert(match !== null && match !== undefined && "pathname" in match);
  assertEquals(match.pathname.groups["lang"], "en");
  assertEquals(router.find("menu/en/x"), undefined);
  assertEquals(router.find("menu"), undefined);
});

Deno.test("Router.find() matches by any string what a URLPattern of it matches", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    "B",
    "-",
    "_",
    "/",
    "//",
    ".",
    "..",
    "%61",
    "ä",
    ":x",
    "*",
    " ",
    "?",
    "\n",
  );
  const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, (path, pattern) => {
      const router = new Router();
      try {
        router.add(`/${pattern}`, one);
      } catch {
        return; // It is no pattern.
      }
      const match = new URLPattern({ pathname: `/${pattern}` }).exec({ pathname: `/${path}` });
      assertEquals(router.find(path)?.[1], match ?? undefined);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("Router.find() survives any path", () => {
  const router = new Router();
  router.add("/menu/:lang", one);
  for (const path of ["", "..", "../menu/en", "menu/\0", "menu/\ud800", "%", "//", "menu/%zz"]) {
    router.find(path);
  }
  // As in any URL, dot segments are resolved, and no further than to the root.
  assertStrictEquals(router.find("../menu/en")?.[0], one);
});

Deno.test("Router.find() takes the first that matches, then the default", () => {
  const router = new Router();
  assertEquals(router.find("a"), undefined);
  router.setDefault(two);
  router.add("/a", one);
  router.add("/:any", two);
  assertEquals(router.find("a")?.[0], one);
  assertEquals(router.find("b/c"), [two, null]);
  router.setDefault(null);
  assertEquals(router.find("b/c"), undefined);
});

Deno.test("Router.add() puts a handler in the place of the one with the same pattern", () => {
  const router = new Router();
  const pattern = /a/;
  router.add(pattern, one);
  router.add(/ab/, two);
  router.add(pattern, two);
  assertStrictEquals(router.find("ab")?.[0], two);
  assert(router.remove(pattern));
  assertEquals(router.find("a"), undefined);
});

Deno.test("Router.remove() and clear() leave the default", () => {
  const router = new Router();
  router.setDefault(two);
  router.add("/a", one);
  router.add("/b", one);
  assert(router.remove("/a"));
  assert(!router.remove("/a"));
  assertStrictEquals(router.find("a")?.[0], two);
  router.clear();
  assertStrictEquals(router.find("b")?.[0], two);
});

Deno.test("Router.add() refuses what is no pattern", () => {
  const router = new Router();
  assertThrows(() => router.add("menu", one), TypeError, 'a path that begins with "/"');
  assertThrows(() => router.add("", one), TypeError, 'a path that begins with "/"');
  assertThrows(() => router.add("/:", one), TypeError);
  assertThrows(() => router.add(1 as unknown as string, one), TypeError, "a pattern is a RegExp");
});
