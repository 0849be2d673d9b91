import { assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { AgiProtocolError, AgiSigpipeHangup, AgiTimeoutError } from "../../src/errors.ts";
import { ENVIRONMENT, Peer } from "../peer.ts";
import { certificate, connectTls, openTls, tlsFile } from "../tls.ts";
import { start } from "./serving.ts";

const tls = { ...certificate(), clientCa: Deno.readTextFileSync(tlsFile("client_ca.crt")) };

Deno.test("FastAgiServer with clientCa takes a client whose certificate that signed", async () => {
  const [server, events] = start((channel) => channel.noop(), { tls });
  // Several at a time: each handshake belongs to its own connection.
  const peers = await Promise.all(
    Array.from({ length: 5 }, async () => new Peer(await connectTls(server.addr.port, "client"))),
  );
  for (const peer of peers) {
    await peer.say(ENVIRONMENT);
    assertEquals(await peer.answer("200 result=0\n"), "NOOP");
    assertEquals(await peer.line(), null);
    await peer[Symbol.asyncDispose]();
  }
  assertEquals((await events.next("call-end", 5)).outcome, "completed");
  await server.shutdown();
});

for (const client of ["foreign", "self", undefined] as const) {
  const which = client === undefined ? "no certificate" : `a certificate that is ${client}`;
  Deno.test(`FastAgiServer with clientCa takes no client with ${which}`, async () => {
    const [server, events] = start((channel) => channel.noop(), { tls });
    // In TLS 1.3 the client's part of the handshake is complete before the server has checked it.
    using conn = await openTls(server.addr.port, client);
    await conn.write(new TextEncoder().encode(ENVIRONMENT)).catch(() => {});
    await assertRejects(() => conn.read(new Uint8Array(9)));
    const { reason } = await events.next("rejected");
    assertInstanceOf(reason, AgiProtocolError);
    assertMatch(reason.message, /^TLS handshake failed: .*\(does the client have a certificate/);
    assertEquals(events.all.map(({ type }) => type).includes("call-start"), false);
    await server.shutdown();
  });
}

Deno.test("FastAgiServer with clientCa closes a peer that says nothing, in time", async () => {
  const [server, events] = start(() => {}, { tls, environmentTimeout: 1 });
  using conn = await Deno.connect({ port: server.addr.port });
  assertInstanceOf((await events.next("rejected")).reason, AgiTimeoutError);
  const target = new Uint8Array(100);
  for (let count: number | null = 0; count !== null;) count = await conn.read(target);
  await server.shutdown();
});

Deno.test("FastAgiServer with clientCa takes one that goes away for a probe", async () => {
  const [server, events] = start(() => {}, { tls });
  const conn = await Deno.connect({ port: server.addr.port });
  conn.close();
  assertInstanceOf((await events.next("rejected")).reason, AgiSigpipeHangup);
  await server.shutdown();
});

Deno.test("FastAgiServer with clientCa refuses a peer that does not speak TLS", async () => {
  const [server, events] = start(() => {}, { tls });
  using conn = await Deno.connect({ port: server.addr.port });
  await conn.write(new TextEncoder().encode(ENVIRONMENT));
  const { reason } = await events.next("rejected");
  assertInstanceOf(reason, AgiProtocolError);
  assertMatch(reason.message, /^TLS handshake failed: /);
  await server.shutdown();
});
