import { assertEquals } from "@std/assert";
import type { Piece } from "../../../../src/cli/console/watch/call_report.ts";
import { CallTape } from "../../../../src/cli/console/watch/call_tape.ts";
import { type Ends, EndsDuplex } from "../../../../src/transport/ends_duplex.ts";

/** What a tape passes on of these bytes from Asterisk, each read on its own, and of what is written. */
async function tape(
  maskDigits: boolean,
  reads: readonly string[],
  writes: readonly string[] = [],
): Promise<string[]> {
  const pieces: Piece[] = [];
  const chunks = reads.map((text) => new TextEncoder().encode(text));
  const ends: Ends = {
    read(target) {
      const chunk = chunks.shift();
      if (chunk !== undefined) target.set(chunk);
      return Promise.resolve(chunk?.length ?? null);
    },
    write: (bytes) => Promise.resolve(bytes.length),
    closeWrite: () => Promise.resolve(),
    close: () => {},
  };
  const recorded = new CallTape({ maskDigits, onPiece: (piece) => pieces.push(piece) > 0 });
  const { readable, writable } = recorded.tap(new EndsDuplex(ends), () => {});
  const writer = writable.getWriter();
  for (const text of writes) await writer.write(new TextEncoder().encode(text));
  for await (const _ of readable);
  assertEquals(recorded.count, pieces.length);
  return pieces.map(({ kind, text }) => `${kind} ${text}`);
}

Deno.test("CallTape passes on bytes as they came", async () => {
  assertEquals(await tape(false, ["a", "b\nc\n"], ["NOOP 12\n"]), [
    "sent NOOP 12\n",
    "received a",
    "received b\nc\n",
    "note EOF: Asterisk closed the connection",
  ]);
});

Deno.test("CallTape masks what callers enter, also in lines that come in parts", async () => {
  const head = "agi_network: yes\nagi_arg_1: 4711\n\n";
  assertEquals(
    await tape(true, [head.slice(0, 30), head.slice(30), "200 result=47", "11\n200 re"]),
    [
      "received agi_network: yes\n",
      "received agi_arg_1: ****\n\n",
      "received 200 result=****\n",
      "received 200 re",
      "note EOF: Asterisk closed the connection",
    ],
  );
});

Deno.test("CallTape stops at 64 KiB, and says so", async () => {
  const pieces = await tape(false, Array(100).fill("x".repeat(1000)));
  assertEquals(pieces.length, 66);
  assertEquals(pieces.at(-1), "note recording stopped: the console keeps no more of this call");
});
