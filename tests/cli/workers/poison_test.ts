import { assertEquals, assertMatch } from "@std/assert";
import { Folder, Program } from "../program.ts";

const POISON = `
export default () => Deno.kill(Deno.pid, "SIGKILL");
`;

Deno.test("tipring serve --workers restarts without back-off after calls that end a worker", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("poison.ts", POISON);
  const args = ["serve", "--port", "0", "--admin", "0", "--workers", "1", file];
  await using program = new Program(args);
  const [, admin] = /port=(\d+)/.exec(await program.logged(/admin interface/)) ?? [];
  for (let worker = 1; worker <= 5; worker++) {
    await program.logged(new RegExp(`listening worker=${worker} `));
    await using peer = await program.call("poison");
    assertEquals(await peer.line().catch(() => null), null);
    assertMatch(
      await program.logged(new RegExp(`worker died worker=${worker} `)),
      / signal=SIGKILL lost=\/poison\*1$/,
    );
  }
  const response = await fetch(`http://127.0.0.1:${admin}/metrics`);
  assertMatch(await response.text(), /^tipring_worker_lost_calls_total\{route="\/poison"\} 5$/m);
});
