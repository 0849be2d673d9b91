import { assert, assertEquals } from "@std/assert";
import { AgiProtocolError } from "../../../../src/errors.ts";
import { begin, callOf, command, end, makeBoard } from "../board_fixture.ts";

Deno.test("CallBoard lists a call from its start to its end", () => {
  const board = makeBoard();
  const call = begin(board, 7);
  assertEquals(board.inProgress, 1);
  command(board, call, { verb: "GET DATA", line: 'GET DATA "pin"', result: "12" });
  const [record] = board.records;
  assert(record !== undefined);
  const { logId, verb, waiting, route, steps } = record.summary;
  assertEquals([logId, verb, waiting, route, steps], [7, "GET DATA", "handler", "/menu", 2]);
  end(board, call);
  assertEquals(board.inProgress, 0);
  assertEquals(record.summary.end?.outcome, "completed");
  assertEquals(record.steps.from(0).map(({ kind }) => kind), ["command", "reply", "end"]);
  assertEquals(board.counts.routes, [{
    route: "/menu",
    inProgress: 0,
    outcomes: { completed: 1 },
  }]);
});

Deno.test("CallBoard says what a call waits for", () => {
  const board = makeBoard();
  const call = begin(board, 1);
  const waits = ["STREAM FILE", "EXEC", "DATABASE GET"].map((verb) => {
    board.watch({ type: "command", call, verb, line: verb });
    return [...board.records][0]?.summary.waiting;
  });
  assertEquals(waits, ["caller", "dialplan", "asterisk"]);
});

Deno.test("CallBoard keeps the last hundred calls that ended", () => {
  const board = makeBoard();
  const first = begin(board, 1);
  for (let id = 2; id <= 250; id++) end(board, begin(board, id));
  const ids = Array.from(board.records, ({ logId }) => logId);
  assertEquals(ids.length, 101);
  assertEquals([ids[0], ids[1], ids.at(-1)], [1, 151, 250]);
  assertEquals([board.counts.ended, board.inProgress], [249, 1]);
  end(board, first);
  assertEquals(board.inProgress, 0);
});

Deno.test("CallBoard keeps the last steps of a call, and numbers them on", () => {
  const board = makeBoard();
  const call = begin(board, 1);
  for (let count = 0; count < 5000; count++) command(board, call);
  const steps = [...board.records][0]?.steps;
  assertEquals(steps?.count, 10_000);
  assertEquals(steps?.from(0).length, 600);
  assertEquals(steps?.first, 9400);
  assertEquals(steps?.from(0)[0]?.n, 9400);
});

Deno.test("CallBoard counts calls that are too many to list", () => {
  const board = makeBoard();
  for (let id = 1; id <= 5003; id++) begin(board, id);
  assertEquals([board.inProgress, board.notShown, [...board.records].length], [5003, 3, 5000]);
  for (let id = 1; id <= 5003; id++) end(board, callOf(id));
  assertEquals([board.inProgress, board.notShown, board.counts.ended], [0, 0, 5003]);
});

Deno.test("CallBoard counts a call of the softphone once when 5,000 others are in progress", () => {
  const board = makeBoard();
  for (let id = 1; id <= 5001; id++) begin(board, id);
  const record = board.begin({ script: "menu", callerId: "", callerName: "" });
  assertEquals([board.inProgress, board.notShown], [5002, 1]);
  board.expect("127.0.0.1:7", record);
  const call = begin(board, 6000, { peer: "127.0.0.1:7" });
  assertEquals([board.inProgress, board.notShown, record.logId], [5002, 1, 6000]);
  end(board, call);
  // The telephone notices later.
  board.finish(record, "no answer");
  assertEquals(record.end?.outcome, "completed");
  assertEquals([board.inProgress, board.notShown, board.counts.ended], [5001, 1, 1]);
});

Deno.test("CallBoard counts refused and rejected connections, and keeps nothing of them", () => {
  const board = makeBoard();
  const call = callOf(1, { channel: "", uniqueId: "", script: "" });
  board.watch({ type: "refused", call, reason: "calls" });
  board.watch({ type: "refused", call, reason: "calls" });
  board.watch({ type: "rejected", call, reason: new AgiProtocolError("no AGI") });
  assertEquals([board.counts.refused, board.counts.rejected], [{ calls: 2 }, 1]);
  assertEquals([...board.records], []);
});

Deno.test("CallBoard masks what callers enter", () => {
  const board = makeBoard({ maskDigits: true });
  const call = begin(board, 1, { script: "pin/555#1234" });
  command(board, call, { verb: "GET DATA", line: 'GET DATA "pin" "5000" "4"', result: "4711" });
  command(board, call, {
    verb: "GET VARIABLE",
    line: 'GET VARIABLE "ACCOUNT"',
    result: "1",
    text: "(998877)",
  });
  command(board, call, { verb: "SET VARIABLE", line: 'SET VARIABLE "PIN" "4711"', result: "1" });
  board.log(call, "log", "pin is 4711");
  board.watch({
    type: "call-end",
    call,
    route: "/menu",
    outcome: "failed",
    duration: 5,
    error: new Error("wrong pin 4711"),
  });
  const [record] = board.records;
  const text = JSON.stringify([record?.summary, record?.steps.from(0)]);
  for (const digits of ["4711", "998877", "1234"]) assert(!text.includes(digits), text);
  assert(text.includes('"script":"pin/********"'), text);
  assert(text.includes("5000") && text.includes("result") && text.includes("****"), text);
});

Deno.test("CallBoard reports where a handler failed, with the line", async () => {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(file, "export default () => {\n  throw new Error('no stock');\n};\n");
    const { default: handler } = await import(`file://${file}?reload=1`);
    const board = makeBoard({ files: [file] });
    const call = begin(board, 1);
    let error: unknown;
    try {
      handler();
    } catch (thrown) {
      error = thrown;
    }
    board.watch({ type: "call-end", call, outcome: "failed", duration: 1, error });
    const step = [...board.records][0]?.steps.from(0).at(-1);
    assert(step?.kind === "end");
    assertEquals(step.failure, {
      message: "Error: no stock",
      place: `${file.slice(file.lastIndexOf("/") + 1)}:2:9`,
      source: "throw new Error('no stock');",
    });
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("CallBoard keeps little of long replies and lines", async () => {
  const script = new URL("step_memory.ts", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc", script],
  }).output();
  assertEquals(
    new TextDecoder().decode(stdout),
    "little\nlittle\n",
    new TextDecoder().decode(stderr),
  );
});

Deno.test("CallBoard keeps at most 64 MiB of 5,000 calls that want more", async () => {
  const script = new URL("full_board.ts", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc", script, "one-by-one"],
  }).output();
  const printed = new TextDecoder().decode(stdout);
  const [shown, counted = Infinity, used = Infinity] = printed.split(" ").map(Number);
  assertEquals(shown, 5000, new TextDecoder().decode(stderr));
  assert(counted <= 64 && used <= 64, printed);
});
