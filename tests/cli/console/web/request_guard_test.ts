import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { makeToken, RequestGuard } from "../../../../src/cli/console/web/request_guard.ts";

const TOKEN = makeToken();

/** What a guard on an address says of a request: the path, or the status of the refusal. */
function check(
  path: string,
  headers: Record<string, string> = {},
  { hostname = "127.0.0.1", method = "GET", origin }: {
    hostname?: string;
    method?: string;
    origin?: string;
  } = {},
): string | number {
  const all = new Headers({ host: "127.0.0.1:4580", ...headers });
  const checked = new RequestGuard(TOKEN, { hostname, origin }).check({
    method,
    path,
    headers: all,
  });
  return "path" in checked ? checked.path : checked.status;
}

Deno.test("makeToken() makes long tokens, each another one", () => {
  assertEquals(TOKEN.length, 32);
  assert(/^[\w-]+$/.test(TOKEN));
  assertNotEquals(makeToken(), TOKEN);
});

Deno.test("RequestGuard admits only paths with the token", () => {
  assertEquals(check(`/${TOKEN}/`), "");
  assertEquals(check(`/${TOKEN}/calls/1/test`), "calls/1/test");
  const other = `${TOKEN.slice(0, -1)}${TOKEN.endsWith("A") ? "B" : "A"}`;
  for (
    const path of [
      "/",
      `/${other}/`,
      `/${TOKEN}x/`,
      `/${TOKEN.slice(1)}/`,
      "//",
      "/é/",
      "x",
      `x/${TOKEN}/`,
      `/../${TOKEN}/`,
      "*",
    ]
  ) {
    assertEquals(check(path), 403, path);
  }
});

Deno.test("RequestGuard refuses names that another site could point at this server", () => {
  const path = `/${TOKEN}/`;
  for (const host of ["evil.example:4580", "127.0.0.1.evil.example", "", "192.0.2.1:4580"]) {
    assertEquals(check(path, { host }), 421, host);
  }
  for (const host of ["localhost:4580", "LOCALHOST:9000", "[::1]:4580", "127.0.0.1"]) {
    assertEquals(check(path, { host }), "", host);
  }
});

Deno.test("RequestGuard knows the name that the server was given, and any address of all", () => {
  const path = `/${TOKEN}/`;
  assertEquals(check(path, { host: "ivr.lan:4580" }, { hostname: "ivr.lan" }), "");
  assertEquals(check(path, { host: "10.1.2.3:4580" }, { hostname: "0.0.0.0" }), "");
  assertEquals(check(path, { host: "[fd00::1]:4580" }, { hostname: "::" }), "");
  assertEquals(check(path, { host: "evil.example:4580" }, { hostname: "0.0.0.0" }), 421);
});

Deno.test("RequestGuard refuses requests of other sites", () => {
  const path = `/${TOKEN}/phone/calls`;
  const options = { method: "POST" };
  assertEquals(check(path, { origin: "http://127.0.0.1:4580" }, options), "phone/calls");
  for (
    const origin of ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:4580"]
  ) {
    assertEquals(check(path, { origin }, options), 403, origin);
  }
  assertEquals(check(path, { "sec-fetch-site": "same-origin" }, options), "phone/calls");
  for (const site of ["cross-site", "same-site"]) {
    assertEquals(check(path, { "sec-fetch-site": site }, options), 403, site);
    assertEquals(check(path, { "sec-fetch-site": site, "sec-fetch-mode": "no-cors" }), 403, site);
  }
  for (const site of ["cross-site", "same-site"]) {
    const link = { "sec-fetch-site": site, "sec-fetch-mode": "navigate" };
    const opened = { ...link, "sec-fetch-dest": "document" };
    assertEquals(check(`/${TOKEN}/`, opened), "");
    assertEquals(check(path, opened, options), 403);
    for (const dest of ["iframe", "frame", "embed", "object"]) {
      assertEquals(check(`/${TOKEN}/`, { ...link, "sec-fetch-dest": dest }), 403, dest);
    }
  }
});

Deno.test("RequestGuard admits the origin of a tunnel or a proxy, if it is named", () => {
  const path = `/${TOKEN}/phone/calls`;
  const origin = "https://ivr.example.com";
  const headers = { host: "ivr.example.com", origin };
  assertEquals(check(path, headers, { method: "POST" }), 421);
  assertEquals(check(path, headers, { method: "POST", origin }), "phone/calls");
  // A tunnel that rewrites Host, but not Origin.
  assertEquals(check(path, { origin }, { method: "POST" }), 403);
  assertEquals(check(path, { origin }, { method: "POST", origin }), "phone/calls");
  for (const other of ["http://ivr.example.com", "https://x.example.com", "null"]) {
    assertEquals(check(path, { ...headers, origin: other }, { method: "POST", origin }), 403);
  }
  assertEquals(check(path, { host: "evil.example" }, { origin }), 421);
});
