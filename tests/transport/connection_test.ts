import { assertEquals } from "@std/assert";
import { EndsDuplex } from "../../src/transport/ends_duplex.ts";
import { tcpDuplex } from "../../src/transport/tcp.ts";
import { buffers, connectionOf } from "../../src/transport/connection.ts";

/** The ends of a connection whose reads and writes the test completes. */
class FakeEnds {
  reading = Promise.withResolvers<number | null>();
  writing = Promise.withResolvers<number>();
  written = "";

  read(): Promise<number | null> {
    return this.reading.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    this.written += new TextDecoder().decode(bytes);
    return this.writing.promise;
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

const OWNER = { onChunk() {}, onReadEnd() {}, onWriteError() {} };

/** Lets everything go on that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let count = 0; count < 10; count++) await Promise.resolve();
}

for (
  const [order, first, second] of [["read", "reading", "writing"], [
    "write",
    "writing",
    "reading",
  ]] as const
) {
  Deno.test(`Connection gives its memory back once, after the last ${order === "read" ? "write" : "read"}`, async () => {
    const ends = new FakeEnds();
    const connection = connectionOf(new EndsDuplex(ends), OWNER);
    const reading = connection.readAll();
    connection.write("NOOP\n");
    const taken = buffers.spare;
    connection.close();
    await settle();
    assertEquals(buffers.spare, taken, "the platform may still read and write");
    ends[first].resolve(first === "reading" ? null as never : 5);
    await settle();
    assertEquals(buffers.spare, taken, `the platform may still do the other`);
    ends[second].resolve(second === "reading" ? null as never : 5);
    await reading;
    await settle();
    assertEquals(buffers.spare, taken + 1);
    ends.writing = Promise.withResolvers();
    ends.writing.resolve(9);
    connection.write("too late\n");
    await settle();
    connection.close();
    assertEquals(buffers.spare, taken + 1);
    assertEquals(ends.written, "NOOP\ntoo late\n");
  });
}

Deno.test("Connection keeps its memory while it is open", async () => {
  const ends = new FakeEnds();
  const connection = connectionOf(new EndsDuplex(ends), OWNER);
  const reading = connection.readAll();
  const taken = buffers.spare;
  ends.reading.resolve(null);
  await reading;
  assertEquals(buffers.spare, taken);
  connection.write("still\n");
  assertEquals(ends.written, "still\n");
  connection.close();
  ends.writing.resolve(6);
  await settle();
  assertEquals(buffers.spare, taken + 1);
});

Deno.test("Connection writes the rest of what the platform takes in pieces, then what came meanwhile", async () => {
  const ends = new FakeEnds();
  const pieces: string[] = [];
  ends.write = (bytes) => {
    const count = Math.min(3, bytes.length);
    pieces.push(new TextDecoder().decode(bytes.subarray(0, count)));
    return Promise.resolve(count);
  };
  const connection = connectionOf(new EndsDuplex(ends), OWNER);
  connection.write("STREAM FILE\n");
  connection.write("NOOP\n");
  connection.write("ä\n");
  for (let count = 0; count < 10; count++) await settle();
  assertEquals(pieces.join(""), "STREAM FILE\nNOOP\nä\n");
  connection.close();
});

Deno.test("Connection closes its write direction after the rest of what is being written", async () => {
  const ends = new FakeEnds();
  const order: string[] = [];
  ends.write = (bytes) => {
    order.push(new TextDecoder().decode(bytes.subarray(0, 4)));
    return Promise.resolve(Math.min(4, bytes.length));
  };
  ends.closeWrite = () => {
    order.push("closed");
    return Promise.resolve();
  };
  const connection = connectionOf(new EndsDuplex(ends), OWNER);
  connection.write("SET 1234\n");
  connection.write("NOOP\n");
  connection.closeWrite();
  for (let count = 0; count < 10; count++) await settle();
  assertEquals(order, ["SET ", "1234", "\n", "NOOP", "\n", "closed"]);
  connection.close();
});

Deno.test("Connection drops the bytes of a read that ends after closing", async () => {
  const ends = new FakeEnds();
  let chunks = 0;
  const connection = connectionOf(new EndsDuplex(ends), { ...OWNER, onChunk: () => chunks++ });
  const reading = connection.readAll();
  connection.close();
  ends.reading.resolve(5);
  await reading;
  assertEquals(chunks, 0);
});

Deno.test("Connection.hurry() has no effect while a write waits for the peer", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [peer, conn] = await Promise.all([
    Deno.connect({ port: listener.addr.port }),
    listener.accept(),
  ]);
  const ended = Promise.withResolvers<unknown>();
  const owner = { ...OWNER, onWriteError: ended.resolve };
  const connection = connectionOf(tcpDuplex(conn), owner);
  // More than the kernel takes from a process whose peer reads nothing.
  connection.write("x".repeat(50_000_000));
  connection.hurry();
  peer.close();
  await ended.promise;
  connection.close();
});
