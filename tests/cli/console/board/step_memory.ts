/** Prints the megabytes that a console keeps of one call with long replies. */
import { begin, command, makeBoard } from "../board_fixture.ts";

const before = used();
for (const maskDigits of [false, true]) {
  const board = makeBoard({ maskDigits });
  const call = begin(board, 1);
  for (let count = 0; count < 100; count++) {
    const long = new TextDecoder().decode(new Uint8Array(1_000_000).fill(65 + count % 20));
    command(board, call, { text: `(${long})` });
    command(board, call, { result: long, text: "a short text after it" });
    board.log(call, "info", long);
  }
  console.log(Math.round((used() - before) / 1_000_000) < 20 ? "little" : "much");
  board.watch({ type: "drain", calls: 1 });
}

function used(): number {
  (globalThis as unknown as { gc(): void }).gc();
  return Deno.memoryUsage().heapUsed;
}
