import { assertEquals } from "@std/assert";
import type { CallBoard } from "../../../../src/cli/console/board/call_board.ts";
import type { Overview, Update } from "../../../../src/cli/console/messages.ts";
import { UpdateFeed } from "../../../../src/cli/console/web/update_feed.ts";
import { begin, command, end, makeBoard } from "../board_fixture.ts";

function fail(error: unknown): never {
  throw error;
}

/** A feed of a board, and what it sends. */
function feedOf(board: CallBoard, watched?: readonly number[]) {
  let ended = 0;
  const overview = () => ({ inProgress: board.inProgress }) as Overview;
  const feed = new UpdateFeed({ board, overview, watched, onEnd: () => ended++, onError: fail });
  board.onChange = () => feed.poke();
  const reader = feed.stream.pipeThrough(new TextDecoderStream()).getReader();
  return {
    feed,
    get ended() {
      return ended;
    },
    async next(): Promise<Update> {
      const { value = "" } = await reader.read();
      return JSON.parse(value.replace(/^data: /, ""));
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      feed.end();
    },
  };
}

Deno.test("UpdateFeed sends everything first, then only what changed", async () => {
  const board = makeBoard();
  const one = begin(board, 1);
  begin(board, 2);
  await using feed = feedOf(board);
  assertEquals((await feed.next()).calls?.map(({ logId }) => logId), [1, 2]);
  command(board, one);
  const update = await feed.next();
  assertEquals(update.calls?.map(({ logId, verb }) => [logId, verb]), [[1, "NOOP"]]);
  assertEquals(update.overview?.inProgress, 2);
});

Deno.test("UpdateFeed reports calls that are no longer kept", async () => {
  const board = makeBoard();
  end(board, begin(board, 1));
  await using feed = feedOf(board);
  await feed.next();
  for (let id = 2; id <= 101; id++) end(board, begin(board, id));
  assertEquals((await feed.next()).gone, [1]);
});

Deno.test("UpdateFeed sends at most 500 calls at once", async () => {
  const board = makeBoard();
  for (let id = 1; id <= 1200; id++) begin(board, id);
  await using feed = feedOf(board);
  const counts = [await feed.next(), await feed.next(), await feed.next()]
    .map(({ calls }) => calls?.length);
  assertEquals(counts, [500, 500, 200]);
});

Deno.test("UpdateFeed sends each of 1,200 calls in three updates while all of them change", async () => {
  const board = makeBoard();
  const calls = Array.from({ length: 1200 }, (_, index) => begin(board, index + 1));
  await using feed = feedOf(board);
  const sent = new Set<number | undefined>();
  for (let updates = 0; updates < 3; updates++) {
    for (const call of calls) command(board, call);
    for (const { logId } of (await feed.next()).calls ?? []) sent.add(logId);
  }
  assertEquals(sent.size, 1200);
});

Deno.test("UpdateFeed queues nothing for a browser that does not read, and says what it missed", async () => {
  const board = makeBoard();
  const call = begin(board, 1);
  const id = [...board.records][0]?.id ?? 0;
  await using feed = feedOf(board, [id]);
  command(board, call);
  assertEquals((await feed.next()).steps?.[0]?.steps.map(({ n }) => n), [0, 1]);
  for (let count = 0; count < 3000; count++) command(board, call);
  // What the browser did not get in time is gone, and the numbers say so.
  const [late] = (await feed.next()).steps ?? [];
  assertEquals([late?.dropped, late?.steps[0]?.n, late?.steps.at(-1)?.n], [5402, 5402, 6001]);
});

Deno.test("UpdateFeed sends at most 600 steps of all calls at once", async () => {
  const board = makeBoard();
  const calls = [begin(board, 1), begin(board, 2)];
  for (const call of calls) for (let count = 0; count < 200; count++) command(board, call);
  await using feed = feedOf(board, Array.from(board.records, ({ id }) => id));
  const sent = [await feed.next(), await feed.next()]
    .map(({ steps }) => steps?.map(({ id, steps }) => [id, steps.length]));
  assertEquals(sent, [[[1, 400], [2, 200]], [[2, 200]]]);
});

Deno.test("UpdateFeed drops a browser that reads nothing, and keeps one that has nothing to read", async () => {
  const board = makeBoard();
  const [slow, idle] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const common = {
    board,
    overview: () => ({}) as Overview,
    watched: [],
    heartbeat: 5,
    maxStall: 20,
    onError: fail,
  };
  new UpdateFeed({ ...common, onEnd: slow.resolve });
  const kept = new UpdateFeed({ ...common, onEnd: idle.resolve });
  const reader = kept.stream.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await reader.read()).value, "data: {}\n\n");
  await slow.promise;
  assertEquals((await reader.read()).value, "data: {}\n\n");
  await reader.cancel();
  await idle.promise;
});

Deno.test("UpdateFeed disconnects the browser if it cannot make an update", async () => {
  const failed = Promise.withResolvers<unknown>();
  let ended = 0;
  const feed = new UpdateFeed({
    board: makeBoard(),
    overview: () => {
      throw new Error("no overview");
    },
    watched: undefined,
    onEnd: () => ended++,
    onError: failed.resolve,
  });
  const reader = feed.stream.getReader();
  assertEquals((await reader.read()).done, true);
  assertEquals([`${await failed.promise}`, ended], ["Error: no overview", 1]);
});

Deno.test("UpdateFeed ends once", async () => {
  const board = makeBoard();
  const feed = feedOf(board);
  feed.feed.end();
  await feed[Symbol.asyncDispose]();
  assertEquals(feed.ended, 1);
});
