import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type ByteSource, byteSource } from "../../src/transport/byte_source.ts";

type Bytes = Uint8Array<ArrayBuffer>;

function bytes(length: number, first = 0): Bytes {
  return Uint8Array.from({ length }, (_, index) => (first + index) % 251);
}

/** All bytes, and the sizes in which they came. */
async function readAll(source: ByteSource): Promise<{ all: number[]; sizes: number[] }> {
  const all: number[] = [];
  const sizes: number[] = [];
  for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) {
    all.push(...chunk);
    sizes.push(chunk.length);
  }
  return { all, sizes };
}

Deno.test("byteSource() reads any stream, chunk by chunk", async () => {
  const chunks = [bytes(3), bytes(5000, 3), bytes(1, 9)];
  const { all, sizes } = await readAll(byteSource(ReadableStream.from(chunks)));
  assertEquals(all, chunks.flatMap((chunk) => [...chunk]));
  assertEquals(sizes, [3, 5000, 1]);
});

Deno.test("byteSource() reads a byte stream whole, through one small buffer", async () => {
  const chunks = [bytes(3), bytes(5000, 3), bytes(1, 9)];
  const readable = new ReadableStream({
    type: "bytes",
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk.slice());
      controller.close();
    },
  });
  const { all, sizes } = await readAll(byteSource(readable));
  assertEquals(all, chunks.flatMap((chunk) => [...chunk]));
  assert(sizes.every((size) => size <= 2048), `${sizes}`);
});

Deno.test("byteSource() uses the memory of a chunk again", async () => {
  const views: Uint8Array[] = [];
  const readable = new ReadableStream({
    type: "bytes",
    pull(controller) {
      const { byobRequest } = controller;
      assert(byobRequest?.view, "The reader must bring its own buffer");
      views.push(byobRequest.view);
      byobRequest.view[0] = views.length;
      byobRequest.respond(1);
    },
  });
  const source = byteSource(readable);
  const first = await source.read();
  assertEquals([...first ?? []], [1]);
  assertEquals([...await source.read() ?? []], [2]);
  assertEquals(first?.buffer.detached, true);
  await source.cancel();
});

for (const type of ["bytes", undefined] as const) {
  Deno.test(`byteSource() gives up a stream of type ${type}, also while it reads`, async () => {
    const { promise: canceled, resolve: cancel } = Promise.withResolvers<void>();
    const source = byteSource(
      type === "bytes" ? new ReadableStream({ type, cancel }) : new ReadableStream({ cancel }),
    );
    const reading = source.read();
    await source.cancel();
    await canceled;
    assertEquals(await reading, undefined);
  });

  Deno.test(`byteSource() rejects as a stream of type ${type} fails`, async () => {
    const failure = new Error("Connection reset");
    const pull = () => Promise.reject(failure);
    const source = byteSource(
      type === "bytes" ? new ReadableStream({ type, pull }) : new ReadableStream({ pull }),
    );
    assertStrictEquals(await assertRejects(() => source.read()), failure);
  });
}
