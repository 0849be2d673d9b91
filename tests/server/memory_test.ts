import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { AgiProtocolError } from "../../src/errors.ts";
import type { Handler } from "../../src/handler/router.ts";
import type { Peer } from "../peer.ts";
import { call, connect, start } from "./serving.ts";

/** A handler whose peer may answer anything. */
const reading: Handler = async (channel) => {
  await channel.getVariable("X");
};

/** Says something again and again until the connection is closed. Returns how often it was taken. */
async function flood(peer: Peer, text: string, times: number): Promise<number> {
  for (let count = 0; count < times; count++) {
    try {
      await peer.say(text);
    } catch {
      return count;
    }
  }
  return times;
}

Deno.test("FastAgiServer closes the connection that exceeds maxBufferedBytes, and no other", async () => {
  const [server, events] = start(reading, { maxBufferedBytes: 500_000 });
  const peers: Peer[] = [];
  for (let count = 0; count < 3; count++) {
    const peer = await call(server, "x");
    await peer.line();
    peers.push(peer);
    await peer.say(`200 result=1 (${"x".repeat(60_000)}`);
  }
  const last = await call(server, "x");
  await last.line();
  await flood(last, `200 result=1 (${"x".repeat(600_000)}`, 1);
  assertEquals(await last.line(), null);
  const end = await events.next("call-end");
  assertEquals(end.outcome, "failed");
  assertInstanceOf(end.error, AgiProtocolError);
  assertEquals(
    end.error.message,
    "The buffers of all connections exceed maxBufferedBytes (500000)",
  );
  for (const peer of peers) {
    await peer.say(")\n");
    const fence = await peer.line();
    const [, token] = /"(.*)"/.exec(fence ?? "") ?? [];
    await peer.say(`200 result=1 (${token})\n`);
    assertEquals(await peer.line(), null);
  }
  const ends = await events.next("call-end", 4);
  assertEquals(ends.outcome, "completed");
  for (const peer of [last, ...peers]) await peer[Symbol.asyncDispose]();
  await server.shutdown();
});

Deno.test("FastAgiServer gives the memory of unfinished environments back", async () => {
  const [server, events] = start(reading, { maxBufferedBytes: 10_000 });
  for (let round = 0; round < 5; round++) {
    await using peer = await connect(server);
    await peer.say(`agi_network: yes\nagi_x: ${"x".repeat(5000)}`);
    await peer[Symbol.asyncDispose]();
    await events.next("rejected", round + 1);
  }
  await using peer = await call(server, "x", `agi_x: ${"x".repeat(6000)}\n`);
  assertEquals(await peer.answer("200 result=0\n"), 'GET VARIABLE "X"');
  await server.shutdown();
});

for (
  const [what, line] of [["interim replies", "100 x\n"], ["HANGUP lines", "HANGUP\n"]] as const
) {
  Deno.test(`FastAgiServer closes a peer that sends ${what} without end`, async () => {
    const [server, events] = start(reading);
    await using peer = await call(server, "x");
    await peer.line();
    const taken = await flood(peer, line.repeat(1000), 100_000);
    assert(taken < 100_000);
    const { outcome, error, hangup } = await events.next("call-end");
    if (what === "HANGUP lines") assertEquals([outcome, hangup], ["hangup", "asterisk"]);
    else assert(`${error}`.includes(`Asterisk sent more than 100 ${what}`), `${error}`);
    await peer[Symbol.asyncDispose]();
    await server.shutdown();
  });
}
