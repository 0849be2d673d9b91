import { assertEquals, assertRejects } from "@std/assert";
import { CallBoard } from "../../../../src/cli/console/board/call_board.ts";
import { Phone } from "../../../../src/cli/console/phone/phone.ts";
import { SoundStore } from "../../../../src/cli/console/sounds/sound_store.ts";

/** A softphone whose calls go to a listener of the test, which plays the server. */
function phoneOf(listener: Deno.TcpListener, connectTimeout = 1000): Phone {
  return new Phone({
    board: new CallBoard({ maskDigits: false }),
    sounds: SoundStore.open(undefined),
    database: {},
    addr: () => listener.addr,
    connectTimeout,
  });
}

Deno.test("Phone.dial() gives up a server that does not answer", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 1 });
  const { port } = listener.addr;
  // The kernel drops what its queue has no place for.
  const waiting = [await Deno.connect({ port }), await Deno.connect({ port })];
  await assertRejects(
    () => phoneOf(listener, 50).dial({ target: `agi://127.0.0.1:${port}/` }),
    Error,
    `Cannot reach 127.0.0.1:${port}: no answer within 50 ms`,
  );
  for (const conn of waiting) conn.close();
});

Deno.test("Phone.dial() gives each call a unique ID of its own", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const phone = phoneOf(listener);
  const ids = new Set<string>();
  for (let calls = 0; calls < 3; calls++) {
    const { id } = await phone.dial({ target: "/menu" });
    const conn = await listener.accept();
    ids.add(/agi_uniqueid: (\d+\.\d+)\n/.exec(await environmentOf(conn))?.[1] ?? "");
    phone.act(id, { deed: "break" });
    conn.close();
  }
  assertEquals(ids.size, 3);
});

async function environmentOf(conn: Deno.Conn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(4096);
  while (!text.includes("\n\n")) {
    const count = await conn.read(buffer) ?? 0;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}
