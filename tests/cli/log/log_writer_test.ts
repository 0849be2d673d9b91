import { assert, assertEquals } from "@std/assert";
import { LogWriter, type Sink } from "../../../src/cli/log/log_writer.ts";

/** A sink that a test holds up, breaks and reads. */
class TestSink implements Sink {
  /** Why writes fail, while they do. */
  error: Error | undefined;
  /** The most bytes that are taken at a time. */
  atATime = Infinity;
  writes: number[] = [];
  #text = "";
  #held: PromiseWithResolvers<void> | undefined;
  #decoder = new TextDecoder();

  get lines(): string[] {
    return this.#text.split("\n").slice(0, -1);
  }

  pause(): void {
    this.#held = Promise.withResolvers();
  }

  resume(): void {
    this.#held?.resolve();
    this.#held = undefined;
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#held?.promise;
    if (this.error !== undefined) throw this.error;
    const taken = bytes.subarray(0, this.atATime);
    this.writes.push(taken.length);
    this.#text += this.#decoder.decode(taken, { stream: true });
    return taken.length;
  }
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `line ${from + index} äß😀`);
}

Deno.test("LogWriter writes every line in order, in pieces that a pipe takes whole", async () => {
  const sink = new TestSink();
  const lines = [...numbers(0, 3000), "x".repeat(10_000), ...numbers(3000, 4000)];
  {
    await using writer = new LogWriter({ sink });
    for (const [index, line] of lines.entries()) {
      writer.write(line);
      if (index % 100 === 0) await Promise.resolve();
    }
  }
  assertEquals(sink.lines, lines);
  assertEquals(sink.writes.filter((size) => size > 4096), [10_001]);
  assert(sink.writes.length < 100, `${sink.writes.length} writes`);
});

Deno.test("LogWriter goes on where a write took only a part of a line", async () => {
  const sink = new TestSink();
  sink.atATime = 7;
  {
    await using writer = new LogWriter({ sink });
    for (const line of numbers(0, 100)) writer.write(line);
  }
  assertEquals(sink.lines, numbers(0, 100));
});

Deno.test("LogWriter drops what a paused reader leaves, and says how much and where", async () => {
  const sink = new TestSink();
  sink.pause();
  {
    await using writer = new LogWriter({ sink, maxWaiting: 1000 });
    for (const line of numbers(0, 10_000)) writer.write(line);
    assert(writer.dropped > 9000, `${writer.dropped}`);
    sink.resume();
    while (!sink.lines.some((line) => line.startsWith("log"))) await Promise.resolve();
    writer.write("after");
  }
  const { length } = sink.lines;
  const kept = length - 2;
  assertEquals(sink.lines, [
    ...numbers(0, kept),
    `log lines dropped lines=${10_000 - kept}`,
    "after",
  ]);
});

Deno.test("LogWriter reports dropped lines also when no line follows", async () => {
  const sink = new TestSink();
  sink.pause();
  {
    await using writer = new LogWriter({ sink, maxWaiting: 100 });
    for (const line of numbers(0, 100)) writer.write(line);
    sink.resume();
  }
  assertEquals(sink.lines.at(-1), `log lines dropped lines=${101 - sink.lines.length}`);
});

Deno.test("LogWriter tries again when a disk was full, and loses nothing", async () => {
  const sink = new TestSink();
  sink.error = new Error("No space left on device (os error 28)");
  const writer = new LogWriter({ sink });
  for (const line of numbers(0, 10)) writer.write(line);
  await Promise.resolve();
  sink.error = undefined;
  while (sink.lines.length < 10) await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals([sink.lines, writer.dropped], [numbers(0, 10), 0]);
  await writer[Symbol.asyncDispose]();
});

Deno.test("LogWriter ends at once where writes fail, and counts what is lost", async () => {
  const sink = new TestSink();
  sink.error = new Error("Broken pipe (os error 32)");
  const writer = new LogWriter({ sink });
  writer.write("lost");
  await writer[Symbol.asyncDispose]();
  assert(writer.dropped > 0);
});

Deno.test("LogWriter does not wait at its end for a reader that pauses", async () => {
  const sink = new TestSink();
  sink.pause();
  const writer = new LogWriter({ sink });
  writer.write("lost");
  const begun = performance.now();
  await writer[Symbol.asyncDispose]();
  assert(performance.now() - begun < 2000);
  sink.resume();
});

Deno.test("LogWriter opens its sink again when a handler has closed it", async () => {
  const closed = new TestSink();
  closed.error = new Deno.errors.BadResource("Bad resource ID");
  const sink = new TestSink();
  const writer = new LogWriter({ sink: closed, reopen: () => Promise.resolve(sink) });
  writer.write("line");
  while (sink.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals(sink.lines, ["line"]);
  await writer[Symbol.asyncDispose]();
});
