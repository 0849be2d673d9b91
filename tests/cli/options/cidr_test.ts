import { assertEquals } from "@std/assert";
import { isIP } from "node:net";
import { parseAddress, parseCidr } from "../../../src/cli/options/cidr.ts";

Deno.test("parseAddress() takes what node:net takes for an address, and no zone", () => {
  for (
    const text of [
      ...["0.0.0.0", "255.255.255.255", "256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4."],
      ...["::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1::"],
      ...["2001:DB8::1", "::1.2.3.4", "::1.2.3", "::1.2.3.256", "12345::", ":", "", "a", "[::1]"],
      ...["::1]/[", "::1 ", "localhost", "1", "0x7f.1", "::ffff:10.0.0.1", "1:2:3:4:5:6:1.2.3.4"],
    ]
  ) {
    assertEquals(parseAddress(text) !== undefined, isIP(text) !== 0, text);
  }
  assertEquals(parseAddress("fe80::1%eth0"), undefined);
});

Deno.test("parseCidr() refuses what is no range", () => {
  for (
    const range of [
      "",
      "/8",
      "10.0.0.0/",
      "10.0.0.0/33",
      "10.0.0.0/-1",
      "10.0.0.0/8/8",
      "10.0.0.0/8.0",
      "10.0.0.0/255.0.0.0",
      "10.0.0",
      "010.0.0.0/8",
      "10.0.0.0 /8",
      "10.0.0.0/8,::1",
      "localhost",
      "::1/129",
      "[::1]",
      "fe80::1%eth0",
      "::ffff:10.0.0.0/8",
    ]
  ) {
    assertEquals(parseCidr(range), undefined, range);
  }
});
