import { assert, assertEquals, assertMatch } from "@std/assert";
import type { CallInfo, LogLine } from "../../src/events.ts";
import { serve } from "../../src/server/serve.ts";
import { pathOf } from "../cli/program.ts";
import { call, Events } from "./serving.ts";

Deno.test("channel.log of a served call goes to onLog and onEvent, with the call", async () => {
  const events = new Events();
  const logged: [LogLine, CallInfo][] = [];
  await using server = serve({
    "/pin/:n": async (channel) => {
      channel.log.debug("not written");
      channel.log.info("pin accepted", { tries: 2 });
      channel.with({ timeout: 1000 }).log.warn("again");
      assert(channel.log === channel.with({}).log);
      await channel.noop();
    },
  }, { port: 0, onLog: (...args) => logged.push(args), onEvent: events.observe });
  await using peer = await call(server, "pin/5");
  await peer.answer("200 result=0\n");
  await peer.end();
  await events.next("call-end");
  assertEquals(logged.map(([line]) => line), [
    { level: "info", message: "pin accepted", fields: { tries: 2 } },
    { level: "warn", message: "again", fields: {} },
  ]);
  assertEquals(logged.map(([, { channel, uniqueId, script }]) => [channel, uniqueId, script]), [
    ["SIP/1", "1.1", "pin/5"],
    ["SIP/1", "1.1", "pin/5"],
  ]);
  const seen = events.all.filter((event) => event.type === "log");
  assertEquals(seen.map(({ message, route }) => [message, route]), [
    ["pin accepted", "/pin/:n"],
    ["again", "/pin/:n"],
  ]);
});

Deno.test("channel.log survives an onLog that throws, and takes its level from logLevel", async () => {
  const events = new Events();
  await using server = serve(async (channel) => {
    channel.log.debug("detail");
    await channel.noop();
  }, {
    port: 0,
    logLevel: "debug",
    onEvent: events.observe,
    onLog() {
      throw new Error("full");
    },
  });
  await using peer = await call(server, "x");
  await peer.answer("200 result=0\n");
  await peer.end();
  assertEquals((await events.next("call-end")).outcome, "completed");
  assertEquals((await events.next("log")).message, "detail");
});

Deno.test("channel.log of serve(handler) writes to standard error by default", async () => {
  const code = `
import { serve } from ${JSON.stringify(`file://${pathOf("../../mod.ts")}`)};
const server = serve((channel) => channel.log.info("pin accepted", { call: "x", tries: 2 }), {
  port: 0,
});
const conn = await Deno.connect({ port: server.addr.port });
await conn.write(new TextEncoder().encode(
  "agi_network: yes\\nagi_network_script: pin\\nagi_channel: SIP/1\\nagi_uniqueid: 1.1\\n\\n",
));
await conn.read(new Uint8Array(1));
conn.close();
await server.shutdown();
`;
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", code],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stderr);
  assert(success, text);
  assertMatch(
    text,
    /^\S+Z INFO +pin accepted call=1 peer=127\.0\.0\.1:\d+ channel=SIP\/1 uniqueid=1\.1 script=pin route=default call_=x tries=2\n$/,
  );
});
