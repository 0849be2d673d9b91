/**
 * Fills a console with 5,000 calls in progress, each with more and longer steps and bytes than it may
 * keep. Prints how many it shows, what it counts, and by how much the memory of the process has grown, in MiB.
 *
 *     deno run -A --v8-flags=--expose-gc tests/cli/console/board/full_board.ts in-turn
 *     deno run -A --v8-flags=--expose-gc tests/cli/console/board/full_board.ts one-by-one
 *
 * @module
 */
import type { Duplex } from "../../../../src/transport/duplex.ts";
import { BoardFixture, callOf } from "../board_fixture.ts";

const CALLS = 5000;
const ROUNDS = 4;
const MEBIBYTE = 1024 * 1024;

const ids = Array.from({ length: CALLS }, (_, index) => index + 1);
const order = Deno.args[0] === "in-turn"
  ? Array.from({ length: ROUNDS }, () => ids).flat()
  // The first calls fill the memory, and then the others want their share.
  : ids.flatMap((id) => Array.from({ length: ROUNDS }, () => id));
let texts = 0;
const before = used();
const board = new BoardFixture({ maskDigits: true });
const writers = ids.map((id) => {
  const writer = board.reporter.tap(nowhere(), { id }).writable.getWriter();
  board.watch({ type: "call-start", call: callOf(id), route: "/menu" });
  return writer;
});
for (const id of order) {
  const call = callOf(id);
  const verb = "SET VARIABLE";
  const line = `${verb} "x" "${long()}"`;
  const reply = { status: 200, result: long().slice(0, 90), text: `(${long()})` } as const;
  board.watch({ type: "command", call, verb, line });
  await writers[id - 1]?.write(new TextEncoder().encode(`${line}\n`));
  board.watch({ type: "reply", call, verb, duration: 1, ...reply });
  board.reporter.log(call, "info", long());
  board.watch({ type: "warning", call, message: long() });
}
writers.length = 0;
const grown = used() - before;
const shown = [...board.records].filter(({ steps }) => steps.from(0).length > 0).length;
console.log(shown, Math.ceil(board.bytes / MEBIBYTE), Math.ceil(grown / MEBIBYTE));

/** A text of 800 characters of two bytes, none of which shares the memory of another. */
function long(): string {
  return String.fromCharCode(...new Uint16Array(800).fill(0x430 + texts++ % 26));
}

function nowhere(): Duplex {
  return { readable: new ReadableStream(), writable: new WritableStream() };
}

function used(): number {
  (globalThis as unknown as { gc(): void }).gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
