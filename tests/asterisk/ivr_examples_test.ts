/**
 * Examples made of prompts and menus, on a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import bank from "../../examples/bank.ts";
import { speak } from "../../examples/tts.ts";
import type { AgiRequest } from "../../mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { play } from "../../src/ivr/mod.ts";
import { serveCall } from "./served_call.ts";

/** Sounds of the example's own, each a second and a half long. */
async function makeSounds(asterisk: Asterisk): Promise<void> {
  const folder = `${asterisk.folder}/data/sounds`;
  await Deno.mkdir(`${folder}/bank`);
  const names = ["choose-language", "main-menu", "your-balance-is", "service-is-down"];
  await Promise.all(
    names.map((name) => Deno.symlink(`${folder}/en/hello-world.gsm`, `${folder}/bank/${name}.gsm`)),
  );
}

/** Runs the example for a caller who types these keys; `w` waits half a second. */
async function callBank(asterisk: Asterisk, digits: string): Promise<string[]> {
  const asked: string[] = [];
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const { account, pin } = await request.json();
      asked.push(`${account} ${pin}`);
      return pin === "4711"
        ? Response.json({ balance: "12.50" })
        : new Response("wrong", { status: 403 });
    },
  );
  const request = { args: [`http://127.0.0.1:${server.addr.port}/`] } as unknown as AgiRequest;
  await serveCall(asterisk, ({ channel }) => Promise.resolve(bank(channel, request)), {
    caller: { exten: "dtmftone", digits, delayMs: 500, gapMs: 60, durationMs: 60 },
    set: { "CALLERID(num)": "5551234" },
  });
  return asked;
}

Deno.test("bank serves a caller who knows it on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await makeSounds(asterisk);
  const [known, wrong] = await Promise.all([
    // The language, balance, the PIN; when the balance was said, goodbye.
    callBank(asterisk, `114711${"w".repeat(14)}9`),
    // A wrong language, then English, balance, two wrong PINs, the right one, goodbye.
    callBank(asterisk, `3w11${"1234w5678w4711"}${"w".repeat(14)}9`),
  ]);
  assertEquals(known, ["5551234 4711"]);
  assertEquals(wrong, ["5551234 1234", "5551234 5678", "5551234 4711"]);
});

Deno.test({
  name: "tts makes sounds that a real Asterisk plays",
  ignore: !await new Deno.Command("espeak-ng", { args: ["--version"], stdout: "null" }).output()
    .then(({ success }) => success, () => false),
  async fn() {
    await using asterisk = await Asterisk.start();
    Deno.env.set("TTS_CACHE", asterisk.folder);
    try {
      const { result, status } = await serveCall(asterisk, async ({ channel }) => {
        const begin = performance.now();
        assertEquals(await play(channel, speak("one two three four five")), null);
        return performance.now() - begin;
      });
      assertEquals(status, "SUCCESS");
      assert(result > 1000 && result < 6000, `it took ${result} ms`);
    } finally {
      Deno.env.delete("TTS_CACHE");
    }
  },
});
