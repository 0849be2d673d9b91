import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type Ends, EndsDuplex } from "../../src/transport/ends_duplex.ts";
import { connectionOf } from "../../src/transport/connection.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A connection that notes what is done with it. */
class FakeEnds implements Ends {
  readonly done: string[] = [];
  readonly written: number[] = [];
  /** What reads bring, in order; the last one repeats. */
  reads: (number[] | null | Error)[] = [null];
  /** Why writing fails. */
  writeFailure: Error | undefined;

  read(target: Uint8Array): Promise<number | null> {
    const next = this.reads.length > 1 ? this.reads.shift() : this.reads[0];
    if (next instanceof Error) return Promise.reject(next);
    if (!next) return Promise.resolve(null);
    target.set(next);
    return Promise.resolve(next.length);
  }

  /** Takes at most three bytes, as a full buffer of a socket does. */
  write(bytes: Uint8Array): Promise<number> {
    if (this.writeFailure !== undefined) return Promise.reject(this.writeFailure);
    const taken = bytes.subarray(0, 3);
    this.written.push(...taken);
    return Promise.resolve(taken.length);
  }

  closeWrite(): Promise<void> {
    this.done.push("closeWrite");
    return Promise.resolve();
  }

  close(): void {
    this.done.push("close");
  }
}

function bytes(...values: number[]): Bytes {
  return new Uint8Array(values);
}

Deno.test("EndsDuplex writes all bytes in order when each write takes a few", async () => {
  const ends = new FakeEnds();
  const writer = new EndsDuplex(ends).writable.getWriter();
  await writer.write(bytes());
  await Promise.all([writer.write(bytes(1, 2, 3, 4, 5, 6, 7)), writer.write(bytes(8))]);
  assertEquals(ends.written, [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("EndsDuplex takes a read of no bytes not for the end", async () => {
  for (const mode of ["byob", undefined] as const) {
    const ends = new FakeEnds();
    ends.reads = [[1, 2], [], [], [3], null];
    const { readable } = new EndsDuplex(ends);
    const all: number[] = [];
    if (mode === undefined) {
      for await (const chunk of readable) all.push(...chunk);
    } else {
      const reader = readable.getReader({ mode });
      for (let done = false; !done;) {
        const result = await reader.read(new Uint8Array(10));
        done = result.done;
        all.push(...result.value ?? []);
      }
    }
    assertEquals(all, [1, 2, 3]);
    assertEquals(ends.done, ["close"], "the end closes the connection, once");
  }
});

Deno.test("EndsDuplex closes one direction with the writable, and goes on reading", async () => {
  const ends = new FakeEnds();
  ends.reads = [[1], null];
  const { readable, writable } = new EndsDuplex(ends);
  await writable.close();
  assertEquals(ends.done, ["closeWrite"]);
  const reader = readable.getReader();
  assertEquals((await reader.read()).value, bytes(1));
  assertEquals((await reader.read()).done, true);
  assertEquals(ends.done, ["closeWrite", "close"]);
});

Deno.test("EndsDuplex closes the connection once when both streams are given up", async () => {
  const ends = new FakeEnds();
  const { readable, writable } = new EndsDuplex(ends);
  await writable.abort();
  await readable.cancel();
  assertEquals(ends.done, ["close"]);
  const other = new FakeEnds();
  const duplex = new EndsDuplex(other);
  await duplex.readable.cancel();
  await duplex.writable.close();
  assertEquals(other.done, ["close"], "what is closed has no direction to close");
});

Deno.test("EndsDuplex closes the connection when reading fails after writing failed", async () => {
  // A stream that failed cannot be given up: with both failed, the socket stayed open.
  const ends = new FakeEnds();
  ends.writeFailure = new Error("Broken pipe");
  const reset = new Error("Connection reset");
  ends.reads = [reset];
  const { readable, writable } = new EndsDuplex(ends);
  const writer = writable.getWriter();
  writer.closed.catch(() => {});
  const reader = readable.getReader();
  const [write, read] = [writer.write(bytes(1)), reader.read()];
  assertStrictEquals(await assertRejects(() => write), ends.writeFailure);
  assertStrictEquals(await assertRejects(() => read), reset);
  await writer.abort().catch(() => {});
  await reader.cancel().catch(() => {});
  assertEquals(ends.done, ["close"]);
});

Deno.test("connectionOf() keeps writes in order, also where each is taken in pieces", async () => {
  const ends = new FakeEnds();
  const connection = connectionOf(new EndsDuplex(ends), {
    onChunk: () => {},
    onReadEnd: () => {},
    onWriteError: (error) => {
      throw error;
    },
  });
  const lines = ["first line\n", "ä\n", `${"x".repeat(300)}\n`, "last\n"];
  for (const line of lines) connection.write(line);
  const expected = new TextEncoder().encode(lines.join(""));
  while (ends.written.length < expected.length) await Promise.resolve();
  connection.write("more\n");
  while (ends.written.length < expected.length + 5) await Promise.resolve();
  assertEquals(new TextDecoder().decode(bytes(...ends.written)), `${lines.join("")}more\n`);
});
