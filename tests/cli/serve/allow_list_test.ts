import { assert, assertEquals } from "@std/assert";
import { type CidrRange, parseCidr } from "../../../src/cli/options/cidr.ts";
import { allowList } from "../../../src/cli/serve/allow_list.ts";

function rangeOf(text: string): CidrRange {
  const range = parseCidr(text);
  assert(range !== undefined, text);
  return range;
}

/** Which of these addresses may call. */
async function allowed(ranges: readonly string[], ...hostnames: string[]): Promise<string[]> {
  const allow = await allowList(ranges.map(rangeOf));
  return hostnames.filter((hostname) => allow({ transport: "tcp", hostname, port: 1 }));
}

Deno.test("allowList() has the IPv4 addresses of a range, and no others", async () => {
  const [first, last] = ["10.0.0.0", "10.255.255.255"];
  assertEquals(
    await allowed(["10.0.0.0/8"], "9.255.255.255", first, last, "11.0.0.0", "127.0.0.1"),
    [first, last],
  );
  assertEquals(await allowed(["10.1.2.3/8"], first, "11.0.0.0"), [first]);
  assertEquals(await allowed(["10.0.0.4/31"], "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"), [
    "10.0.0.4",
    "10.0.0.5",
  ]);
  assertEquals(await allowed(["0.0.0.0/0"], first, "255.255.255.255", "::1"), [
    first,
    "255.255.255.255",
  ]);
});

Deno.test("allowList() takes an address alone for a range of one", async () => {
  for (const range of ["10.0.0.4", "10.0.0.4/32", "::ffff:10.0.0.4", "::ffff:10.0.0.4/128"]) {
    assertEquals(await allowed([range], "10.0.0.3", "10.0.0.4", "10.0.0.5"), ["10.0.0.4"], range);
  }
  assertEquals(await allowed(["2001:db8::1"], "2001:db8::1", "2001:db8::2"), ["2001:db8::1"]);
});

Deno.test("allowList() has the IPv6 addresses of a range, however they are written", async () => {
  const inside = ["2001:db8:7fff:ffff::1", "2001:0DB8:0:0:0:0:0:1"];
  const outside = ["2001:db8:8000::", "2001:db7::1", "32.1.13.184", "::ffff:32.1.13.184"];
  assertEquals(await allowed(["2001:db8::/33"], ...inside, ...outside), inside);
  assertEquals(await allowed(["::1"], "::1", "0:0:0:0:0:0:0:1", "::2", "127.0.0.1"), [
    "::1",
    "0:0:0:0:0:0:0:1",
  ]);
});

Deno.test("allowList() takes an IPv4-mapped address for the IPv4 address that it is", async () => {
  const peers = ["10.1.2.3", "::ffff:10.1.2.3", "::ffff:a01:203"];
  const others = ["::ffff:11.1.2.3", "11.1.2.3", "::10.1.2.3", "::1"];
  for (const range of ["10.0.0.0/8", "::ffff:10.0.0.0/104", "0:0:0:0:0:FFFF:a00:0/104"]) {
    assertEquals(await allowed([range], ...peers, ...others), peers, range);
  }
  assertEquals(await allowed(["::/0"], ...peers, "::1"), ["::1"]);
});

Deno.test("allowList() has what any of its ranges has, and nobody that is no address", async () => {
  assertEquals(
    await allowed(
      ["10.0.0.0/8", "192.0.2.1", "fd00::/8"],
      "10.0.0.1",
      "192.0.2.1",
      "fd12::1",
      "::1",
    ),
    ["10.0.0.1", "192.0.2.1", "fd12::1"],
  );
  assertEquals(await allowed(["0.0.0.0/0", "::/0"], "", "localhost", "fe80::1%eth0", "/run/x"), []);
});
