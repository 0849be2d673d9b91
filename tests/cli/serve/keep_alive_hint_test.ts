import { assertEquals } from "@std/assert";
import { hintAtKeepAlive } from "../../../src/cli/serve/keep_alive_hint.ts";
import { COMPILED, Folder, Program } from "../program.ts";

/** What is logged with a setting. */
async function hint(hostname: string, setting: () => Promise<string>): Promise<unknown[]> {
  const logged: unknown[] = [];
  await hintAtKeepAlive({ hostname }, (...line) => logged.push(line), setting);
  return logged;
}

Deno.test("hintAtKeepAlive() logs a long time, where Asterisk is on another machine", async () => {
  const long = () => Promise.resolve("7200\n");
  const fields = { keepAliveMs: 7_200_000, better: "sysctl net.ipv4.tcp_keepalive_time=60" };
  assertEquals(await hint("0.0.0.0", long), [
    ["info", "calls of a vanished Asterisk stay for a long time", fields],
  ]);
  assertEquals(await hint("127.0.0.1", long), []);
  assertEquals(await hint("10.0.0.1", () => Promise.resolve("600\n")), []);
  assertEquals(await hint("10.0.0.1", () => Promise.reject(new Error("no such file"))), []);
});

for (const workers of [[], ["--workers", "1"]]) {
  Deno.test({
    name: `tipring serve ${workers.join(" ")} hints at the setting of this machine`,
    // Deno lets only a program with --allow-all read /proc, and the executable has less.
    ignore: COMPILED !== undefined || Number(await setting()) <= 600,
    async fn() {
      await using folder = await Folder.make();
      const file = await folder.write("hello.ts", "export default () => {};\n");
      const args = ["serve", "--port", "0", "--hostname", "0.0.0.0", file, ...workers];
      await using program = new Program(args);
      await program.logged(/ vanished .* better="sysctl net\.ipv4\.tcp_keepalive_time=60"$/);
    },
  });
}

/** The setting of this machine, in seconds; nothing where it is not Linux. */
function setting(): Promise<string> {
  return Deno.readTextFile("/proc/sys/net/ipv4/tcp_keepalive_time").catch(() => "");
}
