import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { AgiProtocolError, AgiSigpipeHangup, AgiTimeoutError } from "../../src/errors.ts";
import { FastAgiServer } from "../../src/server/server.ts";
import { ENVIRONMENT, Peer } from "../peer.ts";
import { connect, type Events, start } from "./serving.ts";
import { certificate, connectTls, openTls, tlsFile } from "../tls.ts";

const tls = certificate();

/** The handshake's first bytes, of a peer that then says nothing. */
const BEGIN_OF_HELLO = new Uint8Array([0x16, 3, 1, 0, 200, 1, 0]);

async function connectBy({ addr }: FastAgiServer): Promise<Peer> {
  return new Peer(await connectTls(addr.port));
}

/** Waits until the server has closed the socket itself. */
async function closed(conn: Deno.TcpConn): Promise<void> {
  const target = new Uint8Array(100);
  // A server that speaks TLS may say what it thinks of the peer before that.
  for (let count: number | null = 0; count !== null;) count = await conn.read(target);
}

/** A whole call: what was not harmed by the peers before. */
async function assertServes(server: FastAgiServer, events: Events): Promise<void> {
  await using peer = await connectBy(server);
  await peer.say(ENVIRONMENT);
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals((await events.next("call-end")).outcome, "completed");
}

Deno.test("FastAgiServer speaks TLS, with long lines in both directions", async () => {
  const [server, events] = start(async (channel, { args }) => {
    await channel.setVariable("LONG", `${args[0]}`);
  }, { tls });
  const long = "ü".repeat(3000);
  await using peer = await connectBy(server);
  await peer.say(ENVIRONMENT.replace("22.10.1\n", `22.10.1\nagi_arg_1: ${long}\n`));
  assertEquals(await peer.answer("200 result=1\n"), `SET VARIABLE "LONG" "${long}"`);
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  const { outcome, call } = await events.next("call-end");
  assertEquals([outcome, call.channel], ["completed", "SIP/1"]);
  assertMatch(`${call.peer}`, /^127\.0\.0\.1:\d+$/);
  await server.shutdown();
});

Deno.test("FastAgiServer with TLS says that no more comes, and waits for the peer's end", async () => {
  const [server, events] = start(() => {}, { tls, closeTimeout: 60_000 });
  using conn = await openTls(server.addr.port);
  await conn.write(new TextEncoder().encode(ENVIRONMENT));
  // Deno has an error here for an end without TLS's own word for it.
  assertEquals(await conn.read(new Uint8Array(1)), null);
  await conn.write(new TextEncoder().encode("HANGUP\n"));
  assertEquals(server.connections, 1);
  await conn.closeWrite();
  assertEquals((await events.next("call-end")).outcome, "completed");
  await server.shutdown();
});

Deno.test("FastAgiServer tells of a peer that does not speak TLS, and goes on", async () => {
  const [server, events] = start((channel) => channel.noop(), { tls });
  for (const [index, words] of [ENVIRONMENT, "GET / HTTP/1.1\r\n\r\n", "\0".repeat(99)].entries()) {
    using conn = await Deno.connect({ port: server.addr.port });
    await conn.write(new TextEncoder().encode(words));
    const { reason } = await events.next("rejected", index + 1);
    assertInstanceOf(reason, AgiProtocolError);
    assertMatch(reason.message, /^TLS handshake failed: received corrupt message/);
    await closed(conn);
  }
  await assertServes(server, events);
  await server.shutdown();
});

for (const words of [new Uint8Array(), BEGIN_OF_HELLO]) {
  const what = words.length === 0 ? "says nothing" : "does not end its handshake";
  Deno.test(`FastAgiServer closes a peer that ${what}, in time`, async () => {
    const [server, events] = start(() => {}, { tls, environmentTimeout: 1 });
    using conn = await Deno.connect({ port: server.addr.port });
    if (words.length > 0) await conn.write(words);
    const { reason } = await events.next("rejected");
    assertInstanceOf(reason, AgiTimeoutError);
    assertEquals(reason.message, "TLS handshake timed out after 1 ms");
    await closed(conn);
    await server.shutdown();
  });
}

Deno.test("FastAgiServer serves calls while a peer does not end its handshake", async () => {
  const [server, events] = start((channel) => channel.noop(), { tls });
  using conn = await Deno.connect({ port: server.addr.port });
  await conn.write(BEGIN_OF_HELLO);
  await assertServes(server, events);
  assertEquals(server.connections, 1);
  await server.shutdown({ timeout: 0 });
  assertInstanceOf((await events.next("rejected")).reason, AgiSigpipeHangup);
  await closed(conn);
});

Deno.test("FastAgiServer closes a peer that is silent behind the handshake, in time", async () => {
  const [server, events] = start(() => {}, { tls, environmentTimeout: 300 });
  using conn = await openTls(server.addr.port);
  await assertRejects(() => conn.read(new Uint8Array(1)), Deno.errors.UnexpectedEof);
  const { reason } = await events.next("rejected");
  assertInstanceOf(reason, AgiTimeoutError);
  assertMatch(reason.message, /^Timed out after \d+ ms waiting for the AGI environment/);
  await server.shutdown();
});

Deno.test("FastAgiServer takes one that goes away in the handshake for a probe", async () => {
  const [server, events] = start((channel) => channel.noop(), { tls });
  for (const [index, words] of [new Uint8Array(), BEGIN_OF_HELLO].entries()) {
    const conn = await Deno.connect({ port: server.addr.port });
    await conn.write(words);
    conn.close();
    const { reason } = await events.next("rejected", index + 1);
    assertInstanceOf(reason, AgiSigpipeHangup);
    assertEquals(reason.message, "The connection ended during the TLS handshake");
  }
  await assertServes(server, events);
  await server.shutdown();
});

Deno.test("FastAgiServer tells of a peer that does not trust its certificate", async () => {
  const [server, events] = start((channel) => channel.noop(), { tls });
  using conn = await Deno.connectTls({ hostname: "127.0.0.1", port: server.addr.port });
  await assertRejects(() => conn.handshake());
  const { reason } = await events.next("rejected");
  assertInstanceOf(reason, AgiProtocolError);
  assertEquals(reason.message, "TLS handshake failed: received fatal alert: UnknownCA");
  await assertServes(server, events);
  await server.shutdown();
});

Deno.test("FastAgiServer with TLS gives up a peer that does not close its side", async () => {
  const [server, events] = start(() => {}, { tls, closeTimeout: 1 });
  await using peer = await connectBy(server);
  await peer.say(ENVIRONMENT);
  assertEquals((await events.next("call-end")).outcome, "completed");
  assertEquals(server.connections, 0);
  assertEquals(await peer.line(), null);
  await server.shutdown();
});

Deno.test("FastAgiServer with TLS closes a peer that `allow` refuses without a handshake", async () => {
  const [server, events] = start(() => {}, { tls, allow: () => false });
  await using peer = await connect(server);
  assertEquals(await peer.line(), null);
  assertEquals((await events.next("refused")).reason, "peer");
  await server.shutdown();
});

Deno.test("FastAgiServer refuses a certificate or a key that cannot be used", () => {
  const { cert, key } = tls;
  const other = Deno.readTextFileSync(tlsFile("other.key"));
  const broken = (text: string) => text.replace(/\n.*\n-/, "\nAAAA\n-");
  for (
    const [options, message] of [
      [{ cert: "", key }, "Invalid tls.cert: must contain a PEM certificate"],
      [{ cert: key, key }, "Invalid tls.cert: must contain a PEM certificate"],
      [{ cert, key: "" }, "Invalid tls.key: must contain a PEM private key without a"],
      [{ cert, key: cert }, "Invalid tls.key: must contain a PEM private key without a"],
      [{ cert, key: other }, "Invalid tls.cert or tls.key: the key is not that of the certificate"],
      [{ cert: broken(cert), key }, "Invalid tls.cert or tls.key: "],
      [{ cert, key: broken(key) }, "Invalid tls.cert or tls.key: "],
      [{ cert, key, clientCa: key }, "Invalid tls.clientCa: must contain a PEM certificate"],
      [{ cert, key, clientCa: broken(cert) }, "Invalid tls.clientCa: "],
    ] as const
  ) {
    assertThrows(() => new FastAgiServer({ port: 0, tls: options }), TypeError, message);
  }
});
