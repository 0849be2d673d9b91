/**
 * A speech engine for the SPEECH commands of a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { samplesOf, serveSpeech } from "../../src/audio/mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { during, pressing, serveCall } from "./served_call.ts";

/** Makes an engine known to Asterisk. */
async function configure(asterisk: Asterisk, port: number): Promise<void> {
  const conf = `[tipring]
type=client
codecs=!all,slin
url=ws://127.0.0.1:${port}
protocol=speech_to_text
@language=en
`;
  await Deno.writeTextFile(`${asterisk.folder}/etc/aeap.conf`, conf);
  for (const Module of ["res_aeap.so", "res_speech_aeap.so"]) {
    await asterisk.ami.action("ModuleLoad", { Module, LoadType: "load" });
  }
}

Deno.test("serveSpeech() recognizes while a prompt plays on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const calls: (string | undefined)[] = [];
  await using engine = serveSpeech(async (session) => {
    let loud = 0;
    for await (const frame of session.readable) {
      if (!samplesOf(frame).some((sample) => sample > 5000) || ++loud % 25 !== 0) continue;
      calls.push(session.params.get("call"));
      session.report([{ text: `grüß "Gott"`, score: 87, grammar: "g1" }, {
        text: "hi",
        score: 12,
      }]);
    }
  });
  await configure(asterisk, engine.addr.port);
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    await channel.speechCreate("tipring");
    await channel.speechSet("call", channel.environment.uniqueId);
    for (let count = 0; count < 2; count++) {
      const begun = performance.now();
      const recognized = await channel.speechRecognize("demo-instruct", { timeout: 5000 });
      // The prompt takes longer than a minute.
      assert(performance.now() - begun < 5000);
      assert(recognized.reason === "speech");
      assertEquals(recognized.results.toSorted((a, b) => b.score - a.score), [
        { text: `grüß "Gott"`, score: 87, grammar: "g1" },
        { text: "hi", score: 12, grammar: "" },
      ]);
    }
    assertEquals(new Set(calls), new Set([channel.environment.uniqueId]));
    assertEquals(await channel.speechDestroy(), true);
  }, { caller: { exten: "tone" } });
  assertEquals(status, "SUCCESS");
});

Deno.test("serveSpeech() reports nothing, is closed, and a key comes on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  let onFrame = () => {};
  const engine = serveSpeech(async (session) => {
    for await (const _ of session.readable) onFrame();
  });
  await configure(asterisk, engine.addr.port);
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    await channel.speechCreate("tipring");
    const { reason } = await channel.speechRecognize("beep", { timeout: 1000 });
    assertEquals(reason, "timeout");
    const pressed = await pressing(
      scene,
      "5",
      () => channel.speechRecognize("demo-instruct", { timeout: 9000 }),
    );
    assertEquals(pressed.reason === "digit" && pressed.digit, "5");
    assertEquals(engine.sessions, 1);
    // Asterisk takes an engine that is lost while it listens for one that has recognized nothing.
    const lost = await during(
      scene,
      () => channel.speechRecognize("demo-instruct", { timeout: 9000 }),
      async () => {
        await new Promise<void>((resolve) => onFrame = resolve);
        await engine.close();
      },
    );
    assertEquals(lost.reason === "speech" && lost.results, []);
    assertEquals(await channel.channelStatus(), "up");
  });
  assertEquals(status, "SUCCESS");
});
