import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Ends, EndsDuplex } from "../../src/transport/ends_duplex.ts";
import { teeDuplex } from "../../src/transport/tee.ts";
import type { Watcher } from "../../src/transport/watcher.ts";

/** A watcher that writes down what it sees. */
class Notes implements Watcher {
  readonly all: string[] = [];

  received(bytes: Uint8Array): void {
    this.all.push(`< ${text(bytes)}`);
  }

  sent(bytes: Uint8Array): void {
    this.all.push(`> ${text(bytes)}`);
  }

  closing(): void {
    this.all.push("closing");
  }

  ended(why: string | Error): void {
    this.all.push(`ended ${why instanceof Error ? why.message : why}`);
  }
}

/** Ends that read these texts, and take three bytes a write. */
function endsOf(texts: (string | Error)[]): Ends & { written: string } {
  return {
    written: "",
    read(target) {
      const next = texts.shift();
      if (next instanceof Error) return Promise.reject(next);
      if (next === undefined) return Promise.resolve(null);
      target.set(new TextEncoder().encode(next));
      return Promise.resolve(next.length);
    },
    write(bytes) {
      const part = bytes.subarray(0, 3);
      this.written += text(part);
      return Promise.resolve(part.length);
    },
    closeWrite: () => Promise.resolve(),
    close() {},
  };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

Deno.test("teeDuplex() of a connection keeps its ends, and shows every byte once", async () => {
  const notes = new Notes();
  const ends = endsOf(["agi", "", "end"]);
  const tee = teeDuplex(new EndsDuplex(ends), notes);
  assert(tee instanceof EndsDuplex);
  const writer = tee.writable.getWriter();
  await writer.write(new TextEncoder().encode("ANSWER\n"));
  await writer.write(new TextEncoder().encode("NOOP\n"));
  await writer.close();
  assertEquals(await readAll(tee.readable), "agiend");
  assertEquals(ends.written, "ANSWER\nNOOP\n");
  const seen = [
    "> ANSWER\n",
    "> NOOP\n",
    "closing",
    "< agi",
    "< end",
    "ended closed",
  ];
  assertEquals(notes.all, seen);
});

Deno.test("teeDuplex() reports the end of a connection once, and why", async () => {
  for (const [texts, why] of [[[new Error("reset")], "reset"], [["a"], "given up"]] as const) {
    const notes = new Notes();
    const tee = teeDuplex(new EndsDuplex(endsOf([...texts])), notes);
    const reader = tee.readable.getReader();
    if (why === "reset") await assertRejects(() => reader.read(), Error, "reset");
    else {
      await reader.read();
      await reader.cancel();
    }
    assertEquals(notes.all.filter((note) => note.startsWith("ended")), [`ended ${why}`]);
  }
});

Deno.test("teeDuplex() lets no error of a watcher through, with ends and with streams", async () => {
  const fails = (): never => {
    throw new Error("watcher");
  };
  const watcher: Watcher = { received: fails, sent: fails, closing: fails, ended: fails };
  const { readable, writable } = new EndsDuplex(endsOf(["agi"]));
  for (const duplex of [new EndsDuplex(endsOf(["agi"])), { readable, writable }]) {
    const tee = teeDuplex(duplex, watcher);
    const writer = tee.writable.getWriter();
    await writer.write(new TextEncoder().encode("NOOP\n"));
    await writer.close();
    assertEquals(await readAll(tee.readable), "agi");
  }
});
