import { assertEquals, assertMatch } from "@std/assert";
import { tell } from "../../src/handler/run_call.ts";
import { exec } from "../../src/commands/mod.ts";
import type { AgiEvent, SessionEvent } from "../../src/events.ts";
import { Session } from "../../src/session/session.ts";
import { simulateCall } from "../../src/testing/mod.ts";
import { ENVIRONMENT, memory } from "../peer.ts";

Deno.test("Session.execute() reports a warning before the command that it is about", async () => {
  const { duplex, peer } = memory();
  await using _peer = peer;
  const events: SessionEvent[] = [];
  const starting = Session.start(duplex, { onEvent: (event) => events.push(event) });
  await peer.say(ENVIRONMENT);
  await using session = await starting;
  const running = session.execute(exec("Dial", "PJSIP/100,20"));
  await peer.answer("200 result=0\n");
  await running;
  assertEquals(events.map(({ type }) => type), ["warning", "command", "reply"]);
  await peer.end();
});

Deno.test("tell() reports a warning once to each observer, and other events each time", () => {
  const call = { id: 1, peer: undefined, channel: "", uniqueId: "", script: "" };
  const received: AgiEvent["type"][][] = [[], []];
  const observers = received.map((types) => (event: AgiEvent) => {
    types.push(event.type);
  });
  for (let count = 0; count < 3; count++) {
    for (const observer of observers) {
      tell(observer, { type: "warning", message: "a warning", call });
      tell(observer, { type: "call-start", call });
    }
  }
  const expected: AgiEvent["type"][] = ["warning", "call-start", "call-start", "call-start"];
  assertEquals(received, [expected, expected]);
});

Deno.test("simulateCall() shows warnings in the transcript", async () => {
  const { transcript } = await simulateCall(async (channel) => {
    await channel.exec("Playback", "beep,skip");
  }).result;
  assertMatch(transcript, /warning: exec\("Playback", "a,b"\) passes one argument with a comma/);
});
