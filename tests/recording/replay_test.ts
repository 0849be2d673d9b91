import { assertEquals } from "@std/assert";
import { callHandler, memoryPipe } from "../../src/cli/dial/call_handler.ts";
import { parseCapture } from "../../src/recording/capture.ts";
import { commandsOf, type Difference, replay } from "../../src/recording/replay.ts";
import type { Handler } from "../../src/handler/router.ts";
import { fromBytes, toText } from "../../src/protocol/binary.ts";
import { parseArgs } from "../../src/protocol/split_words.ts";
import { type Capture, readCapture, readCaptures } from "../testdata/captures.ts";

/** Captures whose other side no handler could be, and why. */
const NO_HANDLER: readonly (readonly [name: RegExp, why: string])[] = [
  [/^crlf$|^nul_|^invalid$/, "it sends CR, NUL or words that are no verb, which a session refuses"],
  [/^embedded_newline$/, "it sends a newline in a command"],
  [/^long_command(s|_\d+)$/, "it sends lines that Asterisk would cut, which a session refuses"],
  [/^many_args$/, "it sends more words than Asterisk has places for"],
  [/^env_arg_newline$/, "its environment ends in the middle, and what follows answers nothing"],
  [/^pipelined_/, "it sends a command while another runs"],
  [/^server_writes_before_env$/, "it sends a command before the environment has come"],
  [
    /^server_(half_)?closes?_(in|after_(command|exec))|^server_rst_in/,
    "it goes while a command runs",
  ],
];

/** Sends the commands of a capture. */
function senderOf(capture: Capture): Handler {
  return async (channel) => {
    for (const line of commandsOf(capture)) {
      const [verb = "", ...args] = parseArgs(line).map(toText);
      await channel.afterHangup.execute({
        verb,
        args,
        allowedOnDeadChannel: true,
        freeText: /^(GET|DATABASE GET)\b/i.test(line) && !/^GET (DATA|OPTION)\b/i.test(line),
        parse: () => {},
      }).catch(() => {}); // What failed then fails now.
    }
  };
}

async function difference(
  capture: Capture,
  handler: Handler,
  timeout = 200,
): Promise<Difference | undefined> {
  const [near, far] = memoryPipe();
  const ended = callHandler({ route: "/x", handler }, near);
  const result = await replay(capture, far, { timeout });
  await ended;
  return result;
}

function recording(...lines: string[]): Capture {
  const environment = ["< agi_network: yes\\n", "< agi_version: 22.10.1\\n", "< \\n"];
  const end = "# responder shuts down its sending side";
  return parseCapture("x", [...environment, ...lines, end, "< HANGUP\\n"].join("\n"));
}

Deno.test("replay() finds no difference in any FastAGI capture that a handler could have made", async () => {
  const captures = readCaptures().filter(({ received }) =>
    fromBytes(received).startsWith("agi_network: yes\n")
  );
  let replayed = 0;
  for (const capture of captures) {
    if (NO_HANDLER.some(([name]) => name.test(capture.name))) continue;
    assertEquals(await difference(capture, senderOf(capture), 5000), undefined, capture.name);
    replayed++;
  }
  assertEquals([captures.length, replayed], [164, 132]);
});

Deno.test("replay() tells another command, its place, and what was recorded", async () => {
  const capture = readCapture("getdata_max");
  const found = await difference(capture, async (channel) => {
    await channel.getData("demo-congrats", { timeout: 5000, maxDigits: 4 });
    await channel.waitForDigit({ timeout: 3000 });
  });
  assertEquals(found, {
    command: 1,
    recorded: "WAIT FOR DIGIT 2000",
    actual: 'WAIT FOR DIGIT "3000"',
    timedOut: false,
  });
});

Deno.test("replay() tells a handler that ends early, goes on too long, or does nothing", async () => {
  const capture = recording('> NOOP "a"\\n', "< 200 result=0\\n");
  const recorded = 'NOOP "a"';
  const cases: readonly (readonly [Handler, Partial<Difference>])[] = [
    [() => {}, { command: 0, recorded, actual: undefined, timedOut: false }],
    [async (channel) => {
      await channel.noop("a");
      await channel.noop("b");
    }, { command: 1, recorded: undefined, actual: 'NOOP "b"', timedOut: false }],
    [
      ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
      { command: 0, recorded, actual: undefined, timedOut: true },
    ],
  ];
  for (const [handler, expected] of cases) {
    assertEquals<unknown>(await difference(capture, handler), expected);
  }
});

Deno.test("replay() puts the random texts of now in the place of the recorded ones", async () => {
  const token = "tipring-01234567-89ab-cdef-0123-456789abcdef";
  const capture = recording(
    `> GET FULL VARIABLE "\${X}${token}"\\n`,
    `< 200 result=1 (a)\\n`,
    `< b${token})\\n`,
    '> VERBOSE "a\\x0ab" "1"\\n'.replace("\\x0a", " "),
    "< 200 result=1\\n",
  );
  const found = await difference(capture, async (channel) => {
    await channel.verbose((await channel.readVariable("X")).replace(")\n", " "));
  });
  assertEquals(found, undefined);
});

Deno.test("replay() answers an echo that was not recorded, and misses none that was", async () => {
  const token = "tipring-01234567-89ab-cdef-0123-456789abcdef";
  const echo = [`> GET FULL VARIABLE "${token}"\\n`, `< 200 result=1 (${token})\\n`] as const;
  const value = "< 200 result=1 (x)\\n";
  const get = '> DATABASE GET "a" "b"\\n';
  const handler: Handler = async (channel) => {
    await channel.databaseGet("a", "b");
    await channel.noop("c");
  };
  const noop = ['> NOOP "c"\\n', "< 200 result=0\\n"] as const;
  assertEquals(await difference(recording(get, value, ...echo, ...noop), handler), undefined);
  const longValue = `< 200 result=1 (${"x".repeat(2000)})\\n`;
  assertEquals(await difference(recording(get, longValue, ...noop), handler), undefined);
});

Deno.test("replay() takes any digit for a masked one", async () => {
  const lines = ['> SET VARIABLE "PIN" "****"\\n', "< 200 result=1\\n"];
  const handler: Handler = (channel) => channel.setVariable("PIN", "4711");
  assertEquals(await difference(recording("# digits are masked", ...lines), handler), undefined);
  assertEquals((await difference(recording(...lines), handler))?.command, 0);
  const other: Handler = (channel) => channel.setVariable("PIN", "471");
  assertEquals((await difference(recording("# digits are masked", ...lines), other))?.command, 0);
});

Deno.test("replay() tells of a hangup after the pause in which it came", async () => {
  const capture = recording(
    '> NOOP "a"\\n',
    "< 200 result=0\\n",
    "# t=+2.00",
    "< HANGUP\\n",
    '> NOOP "b"\\n',
    "< 200 result=0\\n",
  );
  let alive: boolean | undefined;
  const found = await difference(capture, async (channel) => {
    await channel.noop("a");
    alive = !channel.signal.aborted;
    await new Promise((resolve) => channel.signal.addEventListener("abort", resolve));
    await channel.afterHangup.noop("b");
  });
  assertEquals([found, alive], [undefined, true]);
});
