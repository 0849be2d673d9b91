import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { serveSpeech, type SpeechSession } from "../../src/audio/mod.ts";
import { parseAeapRequest } from "../../src/audio/_aeap_message.ts";
import { AgiAudioError } from "../../src/errors.ts";
import { sampleOf, speech } from "./audio_peer.ts";

/** What Asterisk 22 sends first. */
const SETUP = '{"request":"setup","version":"0.1.0","codecs":[{"name":"slin"}],' +
  '"params":{"language":"en"},"id":"ca783efc"}';

/** Asterisk's side of a session. */
class SpeechPeer implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly closed: Promise<CloseEvent>;
  #messages: string[] = [];
  #wake: (() => void) | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    const { promise, resolve } = Promise.withResolvers<CloseEvent>();
    this.closed = promise;
    socket.onmessage = ({ data }) => {
      this.#messages.push(`${data}`);
      this.#wake?.();
    };
    socket.onclose = resolve;
  }

  static async connect(port: number): Promise<SpeechPeer> {
    const peer = new SpeechPeer(new WebSocket(`ws://127.0.0.1:${port}`, "speech_to_text"));
    await new Promise((resolve) => peer.socket.onopen = resolve);
    return peer;
  }

  async next(): Promise<Record<string, unknown>> {
    while (this.#messages.length === 0) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return JSON.parse(this.#messages.shift() ?? "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

Deno.test("serveSpeech() hears the caller, and reports what it has recognized", async () => {
  const ended = Promise.withResolvers<SpeechSession>();
  await using server = serveSpeech(async (session) => {
    for await (const frame of session.readable) {
      if (sampleOf(frame) !== 77) continue;
      session.report([{ text: 'a "b"', score: 900 }, { text: "c", score: 1, grammar: "g" }]);
    }
    ended.resolve(session);
  });
  {
    await using peer = await SpeechPeer.connect(server.addr.port);
    peer.socket.send(SETUP);
    assertEquals(await peer.next(), {
      response: "setup",
      id: "ca783efc",
      codecs: [{ name: "slin" }],
    });
    peer.socket.send('{"request":"set","params":{"call":"42"},"id":"x"}');
    assertEquals(await peer.next(), { response: "set", id: "x", params: {} });
    peer.socket.send(speech(5));
    peer.socket.send(speech(77));
    const { id, ...message } = await peer.next();
    assertEquals(message, {
      request: "set",
      params: {
        results: [{ text: 'a "b"', score: 900, grammar: "" }, {
          text: "c",
          score: 1,
          grammar: "g",
        }],
      },
    });
    peer.socket.send(`{"response":"set","id":"${id}"}`);
  }
  const { params, signal } = await ended.promise;
  assertEquals(Object.fromEntries(params), { language: "en", call: "42" });
  assertInstanceOf(signal.reason, AgiAudioError);
  assertEquals(server.sessions, 0);
});

Deno.test("serveSpeech() closes the session of a handler that throws, and no other", async () => {
  const errors: unknown[] = [];
  let count = 0;
  await using server = serveSpeech(() => {
    if (++count === 1) throw new Error("No model");
  }, { onError: (error) => errors.push(error) });
  const { port } = server.addr;
  await using failing = await SpeechPeer.connect(port);
  failing.socket.send(SETUP);
  await failing.closed;
  assertEquals(errors.map((error) => `${error}`), ["Error: No model"]);
  await using other = await SpeechPeer.connect(port);
  other.socket.send(SETUP);
  await other.next();
  assertEquals(server.sessions, 1);
});

Deno.test("serveSpeech() closes strangers, and more sessions than it takes", async () => {
  let handled = 0;
  const server = serveSpeech(() => void handled++, { maxSessions: 20 });
  const { port } = server.addr;
  const sayings = [
    "hello",
    "[]",
    "{}",
    '{"request":"setup","id":5}',
    '{"request":"setup","id":"1","codecs":[5]}',
    '{"request":"setup","id":"1","codecs":[{"name":"ulaw"}]}',
    "x".repeat(100_000),
    new Uint8Array(100_000),
  ];
  await Promise.all(sayings.map(async (saying) => {
    await using peer = await SpeechPeer.connect(port);
    peer.socket.send(saying);
    await peer.closed;
  }));
  const begun = performance.now();
  const silent = await Promise.all(Array.from({ length: 20 }, () => SpeechPeer.connect(port)));
  const plain = await fetch(`http://127.0.0.1:${port}`);
  await plain.body?.cancel();
  assertEquals(plain.status, 400);
  const tooMany = new WebSocket(`ws://127.0.0.1:${port}`, "speech_to_text");
  await new Promise((resolve) => tooMany.onclose = resolve);
  await Promise.all(silent.map(({ closed }) => closed));
  const passed = performance.now() - begun;
  assert(passed > 1900 && passed < 5000, `${passed} ms`);
  await server.close();
  assertEquals([handled, server.sessions], [0, 0]);
});

Deno.test("serveSpeech() answers a request that is no upgrade, and prints nothing", async () => {
  const { error } = console;
  const printed: unknown[] = [];
  console.error = (...values) => void printed.push(values);
  try {
    await using server = serveSpeech(() => {});
    await using stack = new AsyncDisposableStack();
    const conn = stack.use(await Deno.connect({ port: server.addr.port }));
    await conn.write(new TextEncoder().encode(
      "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Protocol: speech_to_text\r\n\r\n",
    ));
    const head = new Uint8Array(12);
    await conn.read(head);
    assertEquals(new TextDecoder().decode(head), "HTTP/1.1 500");
  } finally {
    console.error = error;
  }
  assertEquals(printed, []);
});

/** A frame that a client sends: a text of 126 to 65,535 bytes, with a mask of zeros. */
function textFrame(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  return Uint8Array.of(0x81, 0xfe, bytes.length >> 8, bytes.length, 0, 0, 0, 0, ...bytes);
}

/** A connection to a server that has become a WebSocket, and does nothing by itself. */
async function rawPeer(port: number): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ port });
  await send(
    conn,
    new TextEncoder().encode(
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
        "Sec-WebSocket-Protocol: speech_to_text\r\n\r\n",
    ),
  );
  await conn.read(new Uint8Array(1000));
  return conn;
}

async function send(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await conn.write(rest));
}

Deno.test("serveSpeech() drops a peer that sends requests and reads no response", async () => {
  await using server = serveSpeech(() => {});
  using conn = await rawPeer(server.addr.port);
  await send(conn, textFrame(SETUP));
  const request = textFrame(`{"request":"${"x".repeat(60_000)}","id":"1"}`);
  await assertRejects(async () => {
    for (let count = 0; count < 2000; count++) await send(conn, request);
  });
});

Deno.test("serveSpeech() gives the place of a peer that ignores the closing to another", async () => {
  const ended = Promise.withResolvers<void>();
  let count = 0;
  await using server = serveSpeech(({ signal }) => {
    if (++count > 1) return;
    signal.addEventListener("abort", () => ended.resolve());
    throw new Error("No model");
  }, { maxSessions: 1 });
  using ignorant = await rawPeer(server.addr.port);
  await send(ignorant, textFrame(SETUP));
  await ended.promise;
  await using peer = await SpeechPeer.connect(server.addr.port);
  peer.socket.send(SETUP);
  assertEquals((await peer.next())["response"], "setup");
  assertEquals(server.sessions, 1);
});

Deno.test("SpeechServer.close() waits a second for a peer that ignores the closing", async () => {
  const started = Promise.withResolvers<void>();
  const server = serveSpeech(() => started.resolve());
  using ignorant = await rawPeer(server.addr.port);
  await send(ignorant, textFrame(SETUP));
  await started.promise;
  const begun = performance.now();
  await server.close();
  const passed = performance.now() - begun;
  assert(passed > 900 && passed < 5000, `${passed} ms`);
  assertEquals(server.sessions, 0);
});

Deno.test("SpeechSession.report() refuses scores that Asterisk has none of", async () => {
  const session = Promise.withResolvers<SpeechSession>();
  await using server = serveSpeech((opened) => session.resolve(opened));
  await using peer = await SpeechPeer.connect(server.addr.port);
  peer.socket.send(SETUP);
  const { promise } = session;
  const opened = await promise;
  for (const score of [-1, 1001, 0.5, NaN]) {
    assertThrows(() => opened.report([{ text: "x", score }]), RangeError, `Invalid score ${score}`);
  }
});

Deno.test("parseAeapRequest() takes the response to a request for none", () => {
  assertEquals(parseAeapRequest('{"response":"set","id":"r1"}'), undefined);
  assertEquals(parseAeapRequest('{"request":"get","id":"r1"}'), {
    name: "get",
    id: "r1",
    codecs: [],
    params: new Map(),
  });
});
