import { ProxyTracerProvider, trace } from "@opentelemetry/api";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { loadTracer } from "../../../src/cli/serve/tracing.ts";
import { CallTracer } from "../../../src/tracing/mod.ts";
import type { Peer } from "../../peer.ts";
import { Folder, Program, TRACED } from "../program.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;

/** A span as OTLP has it in JSON. */
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** Takes what Deno exports, and answers a handler that asks for something. */
class Collector implements AsyncDisposable {
  readonly spans: OtlpSpan[] = [];
  /** All that was told of traces. */
  text = "";
  /** The `traceparent` of the request of a handler. */
  traceparent: string | null = null;
  #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#answer(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The environment of a program whose spans come here. */
  get env(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_DENO_CONSOLE: "ignore",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: this.url,
    };
  }

  /** What a span is named, its kind, and below which it is. */
  outline(): string[] {
    const names = new Map([[PARENT, "dialplan"]]);
    for (const { spanId, name } of this.spans) names.set(spanId, name);
    return this.spans.map(({ name, kind, parentSpanId }) =>
      `${["", "INTERNAL", "SERVER", "CLIENT"][kind]} ${name} < ${names.get(parentSpanId)}`
    ).toSorted();
  }

  /** How the span of a name ended. */
  outcomeOf(name: string): unknown {
    const span = this.spans.find((span) => span.name === name);
    return span?.attributes.find(({ key }) => key === "tipring.outcome")?.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const body = await request.text();
    switch (URL.parse(request.url)?.pathname) {
      case "/v1/traces": {
        this.text += body;
        const { resourceSpans }: OtlpTraces = JSON.parse(body);
        const scopes = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans);
        this.spans.push(...scopes.flatMap(({ spans }) => spans));
        break;
      }
      case "/balance":
        this.traceparent = request.headers.get("traceparent");
    }
    return Response.json({});
  }
}

/** A handler file that asks for digits, then `url`. */
function askFor(url: string): string {
  return `
export default async (channel) => {
  await channel.getData("enter-pin");
  await (await fetch("${url}")).text();
};
`;
}

async function enter(peer: Peer): Promise<void> {
  assertStringIncludes(await peer.answer("200 result=98765\n") ?? "", "GET DATA");
  assertEquals(await peer.line(), null);
}

Deno.test("tipring serve exports the spans of its calls where OTEL_DENO is true", async () => {
  await using collector = new Collector();
  await using folder = await Folder.make();
  await folder.write("pin.ts", askFor(`${collector.url}/balance`));
  await using program = new Program(["serve", "--port", "0", "pin.ts"], {
    cwd: folder.path,
    command: TRACED,
    env: collector.env,
  });
  const peer = await program.call(`pin?traceparent=${TRACEPARENT}`);
  await enter(peer);
  await peer[Symbol.asyncDispose]();
  await program.logged(/call ends .* outcome=completed/);
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
  assertEquals(collector.outline(), [
    "CLIENT GET < /pin",
    "CLIENT GET DATA < /pin",
    "SERVER /pin < dialplan",
  ]);
  assertEquals(new Set(collector.spans.map(({ traceId }) => traceId)), new Set([TRACE]));
  const fetched = collector.spans.find(({ name }) => name === "GET");
  assertEquals(collector.traceparent, `00-${TRACE}-${fetched?.spanId}-01`);
  assert(!collector.text.includes("98765"), collector.text);
  assertEquals(collector.outcomeOf("/pin"), { stringValue: "completed" });
});

Deno.test("tipring serve says of a call that took too long that it failed", async () => {
  await using collector = new Collector();
  await using folder = await Folder.make();
  await folder.write("pin.ts", askFor(`${collector.url}/balance`));
  const args = ["serve", "--port", "0", "--max-call-time", "0.05", "pin.ts"];
  await using program = new Program(args, {
    cwd: folder.path,
    command: TRACED,
    env: collector.env,
  });
  const peer = await program.call("pin");
  assertStringIncludes(await peer.line() ?? "", "GET DATA");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
  assertEquals(collector.outline(), ["CLIENT GET DATA < /pin", "SERVER /pin < undefined"]);
  assertEquals(collector.outcomeOf("GET DATA"), { stringValue: "hangup" });
  assertEquals(collector.outcomeOf("/pin"), { stringValue: "failed" });
});

Deno.test("tipring exports the spans of a script before it ends", async () => {
  await using collector = new Collector();
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", askFor(`${collector.url}/balance`));
  const args = [file, "4711", `traceparent=${TRACEPARENT}`];
  await using program = new Program(args, { command: TRACED, env: collector.env });
  await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\nagi_version: 22.10.1\n\n");
  await enter(program.peer);
  assertEquals((await program.end()).code, 0);
  assertEquals(collector.outline(), [
    "CLIENT GET < /pin",
    "CLIENT GET DATA < /pin",
    "SERVER /pin < dialplan",
  ]);
});

Deno.test("loadTracer() loads nothing until somebody collects spans", async () => {
  assertEquals(await loadTracer(), undefined);
  trace.setGlobalTracerProvider(new ProxyTracerProvider());
  try {
    assert(await loadTracer() instanceof CallTracer);
  } finally {
    trace.disable();
  }
});
