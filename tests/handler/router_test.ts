import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
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

Deno.test("Router.find() matches a string with the syntax of a URLPattern", () => {
  const router = new Router();
  router.add("/menu/:lang", one);
  const [handler, match] = router.find("menu/en") ?? [];
  assertStrictEquals(handler, one);
  assert(match !== null && match !== undefined && "pathname" in match);
  assertEquals(match.pathname, { input: "/menu/en", groups: { lang: "en" } });
  assertEquals(router.find("menu/en/x"), undefined);
  assertEquals(router.find("menu"), undefined);
  router.add("/", two);
  assertEquals(router.find(""), [two, { pathname: { input: "/", groups: {} } }]);
});

Deno.test("Router.find() takes a path as Asterisk sent it", () => {
  const router = new Router();
  router.add("/admin", one);
  router.add(/admin$/, one);
  router.setDefault(two);
  const paths = ["menu/../admin", "menu/%2e%2e/admin", "%61dmin", "menu\\..\\admin", "ad\tmin"];
  paths.push("./admin", "../admin", "/admin", "admin/", "admin/.", "ADMIN", "\0admin", "\ud800");
  for (const path of paths) assertEquals(router.find(path), [two, null], JSON.stringify(path));
  assertStrictEquals(router.find("admin")?.[0], one);
});

Deno.test("Router.find() finds a path that begins with a slash", () => {
  // As in agi://host//var/lib/x.agi, which PBX products send.
  const script = "/var/lib/x.agi";
  for (const pattern of ["//var/lib/x.agi", "//var/:rest+", "/*", /\/var\/lib\/x\.agi$/]) {
    const router = new Router();
    router.add("/var/lib/x.agi", two);
    router.add(pattern, one);
    assertStrictEquals(router.find(script)?.[0], one, `${pattern}`);
    assertStrictEquals(router.find("var/lib/x.agi")?.[0], two);
  }
});

Deno.test("Router.find() tries no RegExp on a path longer than the dialplan can send", () => {
  const router = new Router();
  router.add(/a*$/, one);
  assertStrictEquals(router.find("a".repeat(8191))?.[0], one);
  assertEquals(router.find("a".repeat(8192)), undefined);
});

Deno.test("Router.names are the patterns in their order", () => {
  const router = new Router();
  assertEquals(router.names, []);
  router.add("/b", one);
  router.add(/a/i, one);
  assertEquals(router.names, ["/b", "/a/i"]);
  router.add("/b", two);
  router.remove("/b");
  assertEquals(router.names, ["/a/i"]);
  router.clear();
  assertEquals(router.names, []);
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
  assertThrows(() => router.add("menu", one), TypeError, 'a path that starts with "/"');
  assertThrows(() => router.add("", one), TypeError, 'a path that starts with "/"');
  assertThrows(() => router.add("/:", one), TypeError);
  assertThrows(() => router.add(1 as unknown as string, one), TypeError, "must be a RegExp");
});
