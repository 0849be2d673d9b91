import { assert, assertEquals } from "@std/assert";
import { AudioListener } from "../../src/audio/_audio_listener.ts";
import { AudioPeer, frame, uuidFrame } from "./audio_peer.ts";

const HOSTNAME = "127.0.0.1";
const SILENT = 300;

function listen(): AudioListener & AsyncDisposable {
  const listener = new AudioListener({ hostname: HOSTNAME, port: 0, lastPort: 0 });
  return Object.assign(listener, { [Symbol.asyncDispose]: () => listener.close() });
}

/** Connects and says something; resolves when the connection is closed, to the time that took. */
async function stranger(port: number, says: Uint8Array): Promise<number> {
  using conn = await Deno.connect({ hostname: HOSTNAME, port });
  const begun = performance.now();
  try {
    if (says.length > 0) await conn.write(says);
    while (await conn.read(new Uint8Array(16)) !== null);
  } catch {
    // It was reset.
  }
  return performance.now() - begun;
}

Deno.test("AudioListener admits the connection that is waited for, once", async () => {
  await using listener = listen();
  const uuid = crypto.randomUUID();
  const { port } = listener.addr;
  const expected = listener.expect(uuid);
  using peer = await AudioPeer.connect({ hostname: HOSTNAME, port, uuid });
  const conn = await expected.arrived;
  await peer.speak(3);
  const buffer = new Uint8Array(1000);
  assertEquals([await conn.read(buffer), buffer[0]], [323, 0x10]);
  conn.close();
  listener.expect(crypto.randomUUID());
  assert(await stranger(port, uuidFrame(uuid)) < 1000);
});

Deno.test("AudioListener closes strangers at once that say something else", async () => {
  await using listener = listen();
  const { port } = listener.addr;
  listener.expect(crypto.randomUUID());
  const sayings = [
    uuidFrame(crypto.randomUUID()),
    new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"),
    frame(0x10, new Uint8Array(320)),
    new Uint8Array([0x01, 0xff, 0xff]),
    new Uint8Array([0x00]),
  ];
  const times = await Promise.all(sayings.map((says) => stranger(port, says)));
  assert(Math.max(...times) < 1000, `${times}`);
});

Deno.test("AudioListener closes a silent stranger after two seconds", async () => {
  await using listener = listen();
  listener.expect(crypto.randomUUID());
  const [silent, dribble] = await Promise.all([
    stranger(listener.addr.port, new Uint8Array()),
    stranger(listener.addr.port, new Uint8Array([0x01, 0, 0x10, 1, 2])),
  ]);
  for (const time of [silent, dribble]) assert(time > 1900 && time < 3000, `${time} ms`);
});

Deno.test("AudioListener closes every connection while no call waits", async () => {
  await using listener = listen();
  const expected = listener.expect(crypto.randomUUID());
  expected.cancel();
  assert(await stranger(listener.addr.port, new Uint8Array()) < 1000);
});

Deno.test("AudioListener admits a call in a flood of silent strangers", async () => {
  await using listener = listen();
  const { port } = listener.addr;
  const uuid = crypto.randomUUID();
  const expected = listener.expect(uuid);
  const flood = await Promise.all(
    Array.from({ length: SILENT }, () => Deno.connect({ hostname: HOSTNAME, port })),
  );
  using _peer = await AudioPeer.connect({ hostname: HOSTNAME, port, uuid });
  const conn = await expected.arrived;
  conn.close();
  // Those that came first made room for those that came later.
  const first = flood[0];
  assertEquals(await first?.read(new Uint8Array(1)).catch(() => null), null);
  for (const conn of flood) conn.close();
});
