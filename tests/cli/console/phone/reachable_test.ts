import { assertEquals } from "@std/assert";
import { reachable } from "../../../../src/cli/console/phone/reachable.ts";

Deno.test("reachable() returns the loopback address of a server on all addresses", () => {
  const of = (hostname: string) => reachable({ hostname, port: 1 }).hostname;
  assertEquals([of("0.0.0.0"), of("::"), of("10.0.0.5"), of("fd00::1")], [
    "127.0.0.1",
    "::1",
    "10.0.0.5",
    "fd00::1",
  ]);
});
