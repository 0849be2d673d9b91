/**
 * Types digits everywhere, and looks for them where they must not be: in the log, in traces, in
 * metrics, in the list of calls and in masked recordings.
 *
 * @module
 */
import { assert } from "@std/assert";
import fc from "fast-check";
import type { Channel } from "../src/channel.ts";
import { listCalls } from "../src/cli/admin/call_list.ts";
import { Metrics } from "../src/cli/admin/metrics.ts";
import { createLogger, logEvents } from "../src/cli/log/logging.ts";
import { describeError } from "../src/logging/describe_error.ts";
import { Recorder } from "../src/recording/recorder.ts";
import { FastAgiServer } from "../src/server/server.ts";
import { CallTracer } from "../src/tracing/mod.ts";
import { tcpDuplex } from "../src/transport/tcp.ts";
import { SAMPLES } from "./commands/_samples.ts";
import { Peer } from "./peer.ts";
import { takeSpans } from "./tracing/spans.ts";

/** What a caller enters: long enough that no port and no time is the same by chance. */
const entries = fc.stringMatching(/^[1-9][1-9*#]{3}[1-9]{8}$/);

/** What the other side may say to a command; `PIN` is what was entered. */
const REPLIES = [
  "200 result=PIN",
  "200 result=PIN (timeout)",
  "200 result=1 (PIN)",
  "200 result=1 (PIN\nPIN)",
  "200 result=PIN endpos=5760",
  "200 result=0\n200 result=PIN",
  "200 result=1 (digit) digit=5 endpos=1",
  '200 result=1 (speech) endpos=0 results=1 score0=1 text0="PIN" grammar0="g"',
  "200 result=-1",
  "503 result=-2 PIN",
  "510 Invalid or unknown command PIN",
  "511 Command Not Permitted PIN",
  "520-Invalid command syntax.  Proper usage follows:\nPIN\n520 End of proper usage.",
  "599 PIN",
  "PIN",
  "100 PIN\n200 result=PIN",
  "HANGUP\n200 result=PIN",
] as const;

/** What a handler may pass to a command, made of what was entered. */
const ARGUMENTS: readonly ((pin: string) => unknown)[] = [
  (pin) => pin,
  (pin) => `${pin}x`,
  (pin) => `sounds/${pin}`,
  (pin) => `${pin}\n`,
  (pin) => `${pin},"(%`,
  (pin) => Number(pin),
  (pin) => parseInt(pin),
  (pin) => [pin, pin],
  (pin) => new Date(Number(pin)),
  // Not among them: the keys that end a command, and times and counts, which recordings show.
  (pin) => ({ terminator: pin, args: [pin], priority: pin, context: pin, class: pin }),
  (pin) => ({ escapeDigits: `${pin}x`, args: [`${pin},`], gender: pin, format: pin, level: pin }),
  (pin) => ({ timeout: Number(pin), maxDigits: parseInt(pin), skip: pin }),
];

/** A command of a handler: which one, with what, and what is answered. */
const steps = fc.record({
  name: fc.constantFrom(...SAMPLES.map(({ name }) => name)),
  args: fc.array(fc.nat({ max: ARGUMENTS.length - 1 }), { minLength: 1, maxLength: 3 }),
  reply: fc.nat({ max: REPLIES.length - 1 }),
  then: fc.constantFrom("go on", "throw", "wrap"),
});

type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** What an operator, or anybody who reads over the shoulder of one, can see of a call. */
interface Seen {
  readonly log: string;
  readonly spans: string;
  readonly metrics: string;
  readonly calls: string;
  readonly recordings: string;
}

/** Makes a call in which everything that the caller enters is `pin`. */
async function call(pin: string, program: readonly Step[]): Promise<Seen> {
  const folder = await Deno.makeTempDir();
  const lines: string[] = [];
  const observers = (["text", "json"] as const).map((format) =>
    logEvents(createLogger({ level: "info", format, write: (line) => lines.push(line) }))
  );
  const log = createLogger({ level: "info", format: "text", write: (line) => lines.push(line) });
  const metrics = new Metrics();
  const tracer = new CallTracer();
  const recorder = new Recorder(folder, { maskDigits: true });
  const server = new FastAgiServer({
    port: 0,
    closeTimeout: 50,
    onReply: metrics.onReply,
    tap: (duplex, info) => recorder.tap(duplex, info),
    onEvent(event) {
      metrics.watch(event);
      tracer.watch(event);
      for (const observe of observers) observe(event);
    },
  });
  let calls = "";
  const look = () => calls += JSON.stringify(listCalls(server.calls));
  server.registerScriptHandler(
    null,
    tracer.wrap(async (channel) => {
      for (const step of program) {
        try {
          await run(channel, step, pin);
        } catch (error) {
          log("error", "what a program might log", { error: describeError(error) });
          lines.push(Deno.inspect(error), JSON.stringify(error));
          if (step.then === "throw") throw error;
          if (step.then === "wrap") throw new Error("wrapped", { cause: error });
        }
        look();
      }
    }),
  );
  server.serveForever();
  const ended = Promise.withResolvers<void>();
  await using peer = new Peer(tcpDuplex(await Deno.connect({ port: server.addr.port })));
  await peer.say(
    "agi_network: yes\nagi_channel: SIP/1\nagi_uniqueid: 1.1\nagi_version: 22.10.1\n" +
      `agi_extension: ${pin}\nagi_arg_1: ${pin}\n\n`,
  );
  let index = 0;
  const talk = async () => {
    for (let line = await peer.line(); line !== null; line = await peer.line()) {
      look();
      const fence = /^GET FULL VARIABLE "(tipring-[^"]+)"$/.exec(line)?.[1];
      const reply = REPLIES[program[index]?.reply ?? 0] ?? "";
      const text = fence === undefined ? reply.replaceAll("PIN", pin) : `200 result=1 (${fence})`;
      if (fence === undefined) index = Math.min(index + 1, program.length - 1);
      await peer.say(`${text}\n`).catch(() => {});
    }
    ended.resolve();
  };
  await talk().catch(() => ended.resolve());
  await ended.promise;
  await peer[Symbol.asyncDispose]();
  await server.shutdown({ timeout: 1000 });
  await recorder.flush();
  const spans = JSON.stringify(
    takeSpans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
  );
  let recordings = "";
  for await (const { name } of Deno.readDir(folder)) {
    recordings += await Deno.readTextFile(`${folder}/${name}`);
  }
  await Deno.remove(folder, { recursive: true });
  return { log: lines.join("\n"), spans, metrics: await metrics.text(), calls, recordings };
}

/** Runs a command with whatever arguments, right or wrong. */
async function run(channel: Channel, { name, args }: Step, pin: string): Promise<unknown> {
  const method = Reflect.get(channel, name) as (...args: unknown[]) => Promise<unknown>;
  return await method.apply(channel, args.map((index) => ARGUMENTS[index]?.(pin)));
}

/** Where an entry can be seen; also as the number that a handler made of it. */
function leaksOf(pin: string, seen: Seen): string[] {
  const forms = [pin, pin.slice(-8), `${parseInt(pin)}`].filter(({ length }) => length > 6);
  return Object.entries(seen).flatMap(([where, text]: [string, string]) =>
    forms.flatMap((form) => {
      const at = text.indexOf(form);
      return at < 0 ? [] : [`${where}: ${text.slice(Math.max(0, at - 200), at + 100)}`];
    })
  );
}

Deno.test("nothing that a caller enters is seen anywhere but in the log at debug", async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.array(steps, { minLength: 1, maxLength: 4 }), async (pin, all) => {
      const leaks = leaksOf(pin, await call(pin, all));
      assert(leaks.length === 0, leaks.join("\n"));
    }),
    { numRuns: 300 },
  );
});

Deno.test("a PIN that is said with a star is not seen anywhere", async () => {
  const pin = "*47110815*1234";
  for (const reply of REPLIES.keys()) {
    for (const then of ["go on", "throw"] as const) {
      const first: Step = { name: "getData", args: [2], reply: 0, then: "go on" };
      const leaks = leaksOf(
        pin,
        await call(pin, [first, { name: "sayDigits", args: [0], reply, then }]),
      );
      assert(leaks.length === 0, leaks.join("\n"));
    }
  }
});
