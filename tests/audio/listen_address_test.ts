import { assertEquals } from "@std/assert";
import { formatRange, parseAnnounced, parsePortRange } from "../../src/audio/listen_address.ts";

Deno.test("parsePortRange() reads a host with a port, a range of ports, or neither", () => {
  for (
    const [text, hostname, port, lastPort, formatted = text] of [
      ["10.0.0.5:4574", "10.0.0.5", 4574, 4574],
      ["10.0.0.5:4574-4581", "10.0.0.5", 4574, 4581],
      ["[::1]:4574-65535", "::1", 4574, 65_535],
      ["pbx-1.example:0", "pbx-1.example", 0, 0],
      ["0.0.0.0", "0.0.0.0", 0, 0, "0.0.0.0:0"],
      ["10.0.0.5:4574-4574", "10.0.0.5", 4574, 4574, "10.0.0.5:4574"],
    ] as const
  ) {
    const range = parsePortRange(text);
    assertEquals(range, { hostname, port, lastPort });
    assertEquals(range && formatRange(range), formatted);
  }
});

Deno.test("parsePortRange() refuses what is not an address", () => {
  for (
    const text of [
      "",
      "4574",
      ":4574",
      "::1",
      "::1:4574",
      "a b:1",
      "host:65536",
      "host:4581-4574",
      "host:0-5",
      "host:1-",
      "host:-5",
      "host:1-2-3",
      "http://host:1",
      "host:1\n",
    ]
  ) assertEquals(parsePortRange(text), undefined, text);
});

Deno.test("parseAnnounced() reads a host, with a port where it differs", () => {
  assertEquals(parseAnnounced("10.0.0.5"), { hostname: "10.0.0.5", port: undefined });
  assertEquals(parseAnnounced("[::1]:4574"), { hostname: "::1", port: 4574 });
  for (const text of ["", "4574", "host:0", "host:65536", "host:1-2", "::1", "a,b"]) {
    assertEquals(parseAnnounced(text), undefined, text);
  }
});
