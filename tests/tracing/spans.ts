/**
 * Collects the spans of this process.
 *
 * @module
 */
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  type ReadableSpan,
  type Span,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** The spans that were not taken, in the order in which they began. */
let begun: ReadableSpan[] = [];

const collector: SpanProcessor = {
  onStart: (span: Span) => void begun.push(span),
  onEnd: () => {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [collector] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

/** Takes all spans that have ended, in the order in which they began. */
export function takeSpans(): ReadableSpan[] {
  const ended = begun.filter(({ ended }) => ended);
  begun = begun.filter(({ ended }) => !ended);
  return ended;
}

/** The names of the spans that have not ended. */
export function openSpans(): string[] {
  return begun.filter(({ ended }) => !ended).map(({ name }) => name);
}

/** The span of a name. */
export function named(spans: readonly ReadableSpan[], name: string): ReadableSpan {
  const span = spans.find((span) => span.name === name);
  if (span === undefined) throw new Error(`No span ${name}: ${spans.map(({ name }) => name)}`);
  return span;
}

/** What a span is named, its kind, how it ended, and below which it is. */
export function outline(spans: readonly ReadableSpan[]): string[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map(({ name, kind, attributes, status, parentSpanContext }) => {
    const parent = parentSpanContext && (names.get(parentSpanContext.spanId) ?? "remote");
    const failed = status.code === SpanStatusCode.ERROR ? " !" : "";
    const below = parent === undefined ? "" : ` < ${parent}`;
    return `${SpanKind[kind]} ${name} ${attributes["tipring.outcome"] ?? "-"}${failed}${below}`;
  });
}
