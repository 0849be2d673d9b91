import { trace } from "@opentelemetry/api";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { Handler } from "../../src/handler/router.ts";
import type { ServeOptions } from "../../src/server/serve.ts";
import { simulateCall } from "../../src/testing/simulate_call.ts";
import { CallTracer } from "../../src/tracing/mod.ts";
import { call, Events, start } from "../server/serving.ts";
import { named, openSpans, outline, takeSpans } from "./spans.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;

/** Serves a handler that is traced, and watched. */
function startTraced(handler: Handler, options: ServeOptions = {}): ReturnType<typeof start> {
  const tracer = new CallTracer();
  const events = new Events();
  const onEvent: ServeOptions["onEvent"] = (event) => {
    tracer.watch(event);
    events.observe(event);
  };
  const [server] = start(tracer.wrap(handler, "/menu"), { onEvent, ...options });
  return [server, events];
}

Deno.test("wrap() makes a span for the call, and below it one for each command", async () => {
  const handler: Handler = async (channel) => {
    await channel.answer();
    await channel.waitForDigit();
  };
  await simulateCall(new CallTracer().wrap(handler, "/menu/:lang"), { patience: 5000 }).result;
  assertEquals(outline(takeSpans()), [
    "SERVER /menu/:lang hangup",
    "CLIENT ANSWER completed < /menu/:lang",
    "CLIENT WAIT FOR DIGIT hangup < /menu/:lang",
  ]);
});

Deno.test("wrap() leaves the log of the call as it is", async () => {
  const handler: Handler = (channel) => {
    channel.log.info("traced");
    channel.with({}).log.info("again");
  };
  const { logs } = await simulateCall(new CallTracer().wrap(handler, "/menu")).result;
  assertEquals(logs.map(({ message }) => message), ["traced", "again"]);
  takeSpans();
});

Deno.test("wrap() tells who the call is, and no more than a few characters of it", async () => {
  const [server, events] = startTraced(() => {});
  await using _ = server;
  const script = "menu".padEnd(5000, "x");
  await using peer = await call(server, script, "agi_arg_1: secret\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  const { call: { peer: address = "", id } } = await events.next("call-end");
  assertEquals(named(takeSpans(), "/menu").attributes, {
    "tipring.route": "/menu",
    "tipring.script": `${script.slice(0, 200)}…`,
    "tipring.call": id,
    "tipring.outcome": "completed",
    "asterisk.channel": "SIP/1",
    "asterisk.uniqueid": "1.1",
    "network.transport": "tcp",
    "network.peer.address": "127.0.0.1",
    "network.peer.port": Number(address.split(":")[1]),
  });
});

Deno.test("wrap() records nothing that callers enter or handlers send", async () => {
  const handler: Handler = async (channel) => {
    const { digits } = await channel.getData("enter-pin", { maxDigits: 5 });
    await channel.setVariable("PIN", digits);
    await channel.databasePut("pin", digits, digits);
    await channel.sayDigits(digits);
    await channel.setVariable(`PIN\n${digits}`, digits).catch(() => {});
    await channel.execute({
      verb: `MY ${digits}`,
      args: [digits],
      allowedOnDeadChannel: true,
      parse: () => {},
    }).catch(() => {});
    // A reply of the wrong kind is quoted by the error.
    await channel.execute({
      verb: "GET VARIABLE",
      args: ["PIN"],
      allowedOnDeadChannel: true,
      parse({ text }) {
        throw new TypeError(`Cannot read ${text}`);
      },
    }).catch(() => {});
    await channel.sayAlpha(digits);
  };
  const { outcome, transcript } = await simulateCall(new CallTracer().wrap(handler), {
    caller: async (caller) => {
      await caller.hears("enter-pin");
      await caller.press("98765");
    },
    faults: { refused: ["SAY ALPHA"] },
  }).result;
  assertEquals(outcome, "failed", transcript);
  assertStringIncludes(transcript, "98765");
  const spans = takeSpans();
  assertEquals(outline(spans), [
    "SERVER default failed !",
    "CLIENT GET DATA completed < default",
    "CLIENT SET VARIABLE completed < default",
    "CLIENT DATABASE PUT completed < default",
    "CLIENT SAY DIGITS completed < default",
    "CLIENT SET VARIABLE failed ! < default",
    "CLIENT other failed ! < default",
    "CLIENT GET VARIABLE failed ! < default",
    "CLIENT SAY ALPHA failed ! < default",
  ]);
  const told = JSON.stringify(
    spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
  );
  assert(!told.includes("98765"), told);
});

Deno.test("wrap() tells by what a command failed, and where", async () => {
  const handler: Handler = async (channel) => {
    await channel.streamFile("no-such-file").catch(() => {});
    await channel.execute({ verb: "NOOP", args: [], allowedOnDeadChannel: true, parse() {} })
      .catch(() => {});
  };
  const call = simulateCall(new CallTracer().wrap(handler), {
    missingSounds: ["no-such-file"],
    faults: { unknown: ["NOOP"] },
  });
  assertEquals((await call.result).outcome, "completed");
  const spans = takeSpans();
  const { attributes, events: [exception] } = named(spans, "STREAM FILE");
  assertEquals(attributes, {
    "asterisk.agi.command": "STREAM FILE",
    "asterisk.agi.status": 200,
    "tipring.outcome": "failed",
    "error.type": "AgiAppError",
  });
  const { "exception.type": type, "exception.stacktrace": stack } = exception?.attributes ?? {};
  assertEquals(type, "AgiAppError");
  assertStringIncludes(`${stack}`, "call_tracer_test.ts");
  assertEquals(named(spans, "NOOP").attributes["asterisk.agi.status"], 510);
});

Deno.test("wrap() tells by what a handler failed, and lets it fail", async () => {
  const error = new Error("the database is away");
  const call = await simulateCall(new CallTracer().wrap(() => Promise.reject(error))).result;
  assertEquals(call.error, error);
  const { attributes, events: [exception] } = named(takeSpans(), "default");
  assertEquals(attributes["error.type"], "Error");
  assertEquals(exception?.attributes, {
    "exception.type": "Error",
    "exception.message": "the database is away",
    "exception.stacktrace": error.stack,
  });
});

Deno.test("wrap() ends the span of a command that is given up, which is no error", async () => {
  const handler: Handler = async (channel) => {
    const stop = AbortSignal.abort();
    await channel.with({ signal: stop }).streamFile("story").catch(() => {});
    await channel.with({ timeout: 1000 }).streamFile("story").catch(() => {});
  };
  await simulateCall(new CallTracer().wrap(handler), { sounds: { story: 60_000 } }).result;
  assertEquals(outline(takeSpans()), [
    "SERVER default completed",
    "CLIENT STREAM FILE aborted < default",
    "CLIENT STREAM FILE failed ! < default",
  ]);
});

Deno.test("wrap() runs the handler in the span, and commands in the span of the handler", async () => {
  const tracer = trace.getTracer("a handler");
  const handler: Handler = async (channel) => {
    await channel.answer();
    await tracer.startActiveSpan("ask", async (span) => {
      await channel.noop();
      await channel.afterHangup.verbose("hello");
      span.end();
    });
    // The context of another trace, as a callback of a pool may have it.
    await tracer.startActiveSpan("elsewhere", { root: true }, async (span) => {
      await channel.channelStatus();
      span.end();
    });
  };
  await simulateCall(new CallTracer().wrap(handler)).result;
  assertEquals(outline(takeSpans()), [
    "SERVER default completed",
    "CLIENT ANSWER completed < default",
    "INTERNAL ask - < default",
    "CLIENT NOOP completed < ask",
    "CLIENT VERBOSE completed < ask",
    "INTERNAL elsewhere -",
    "CLIENT CHANNEL STATUS completed < default",
  ]);
});

for (
  const { name, script, lines = "", traceId } of [
    { name: "its address", script: `menu?a=b&traceparent=${TRACEPARENT}`, traceId: TRACE },
    { name: "an argument", script: "menu", lines: `agi_arg_2: traceparent=${TRACEPARENT}\n` },
    {
      name: "its address rather than an argument",
      script: `menu?traceparent=${TRACEPARENT}`,
      lines: `agi_arg_1: traceparent=00-${"1".repeat(32)}-${"2".repeat(16)}-01\n`,
    },
  ].map((sample) => ({ traceId: TRACE, ...sample }))
) {
  Deno.test(`wrap() continues the trace that a call names in ${name}`, async () => {
    const [server, events] = startTraced(() => {});
    await using _ = server;
    await using peer = await call(server, script, lines);
    assertEquals(await peer.line(), null);
    await peer[Symbol.asyncDispose]();
    await events.next("call-end");
    const span = named(takeSpans(), "/menu");
    assertEquals(span.parentSpanContext?.spanId, PARENT);
    assertEquals(span.spanContext().traceId, traceId);
  });
}

Deno.test("wrap() begins a trace where a traceparent is malformed", async () => {
  const wrapped = new CallTracer().wrap(() => {});
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      `00-${"0".repeat(32)}-${PARENT}-01`,
      `00-${TRACE}-${"0".repeat(16)}-01`,
      `ff-${TRACEPARENT.slice(3)}`,
      `${TRACEPARENT}-00`,
      TRACEPARENT.toUpperCase(),
    ),
  );
  await fc.assert(fc.asyncProperty(texts, async (text) => {
    await simulateCall((channel, request) =>
      wrapped(channel, { ...request, query: new URLSearchParams({ traceparent: text }) })
    ).result;
    assertEquals(outline(takeSpans()), ["SERVER default completed"]);
  }));
});

Deno.test("watch() ends the span with the call where the handler never ends", async () => {
  const stuck = () => new Promise<void>(() => {});
  const [server, events] = startTraced(stuck, { maxCallTime: 20, closeTimeout: 10 });
  await using _ = server;
  await using _peer = await call(server, "menu");
  await events.next("call-end");
  const spans = takeSpans();
  assertEquals(outline(spans), ["SERVER /menu failed !"]);
  assertEquals(named(spans, "/menu").attributes["error.type"], "AgiTimeoutError");
  assertEquals(openSpans(), []);
});

Deno.test("watch() leaves no span open when callers hang up in the middle", async () => {
  const handler: Handler = async (channel) => {
    await channel.noop();
    channel.streamFile("nobody-awaits-it");
    await Promise.all([channel.streamFile("a"), channel.streamFile("b")]);
  };
  const [server, events] = startTraced(handler);
  await using _ = server;
  const calls = 20;
  for (let count = 0; count < calls; count++) {
    await using peer = await call(server, "menu");
    await peer.answer("200 result=0\n");
    await peer.line();
  }
  await events.next("call-end", calls);
  const spans = takeSpans();
  assertEquals(openSpans(), []);
  assertEquals(spans.filter(({ name }) => name === "/menu").length, calls);
  assertEquals(
    new Set(outline(spans)),
    new Set([
      "SERVER /menu hangup",
      "CLIENT NOOP completed < /menu",
      "CLIENT STREAM FILE hangup < /menu",
    ]),
  );
});

Deno.test("watch() ends the span of a call whose handler delegates to another", async () => {
  const tracer = new CallTracer();
  const inner = tracer.wrap((channel) => channel.noop(), "/inner");
  const events = new Events();
  const [server] = start(tracer.wrap(inner, "/outer"), {
    onEvent(event) {
      tracer.watch(event);
      events.observe(event);
    },
  });
  await using _ = server;
  await using peer = await call(server, "menu");
  await peer.answer("200 result=0\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  await events.next("call-end");
  assertEquals(new Set(takeSpans().map(({ name }) => name)), new Set(["/outer", "/inner", "NOOP"]));
  assertEquals(openSpans(), []);
});
