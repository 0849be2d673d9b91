/**
 * Traces calls by OpenTelemetry: a span for each call, below it one for each command, and whatever
 * the handler itself traces, such as its `fetch`. What the spans are for, and how `tipring` makes
 * them by itself, is told in `docs/tracing.md`.
 *
 * It uses `npm:@opentelemetry/api`, so the spans go wherever the program's go. With Deno that needs
 * no more than `OTEL_DENO=true` in the environment.
 *
 * @example
 * ```ts
 * import { type Handler, serve } from "@tipring/agi";
 * import { CallTracer } from "@tipring/agi/tracing";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   await channel.streamFile("hello-world");
 * };
 *
 * const tracer = new CallTracer();
 * const server = serve(tracer.wrap(handler), {
 *   port: 0,
 *   onEvent: (event) => tracer.watch(event),
 * });
 *
 * await server.shutdown();
 * ```
 *
 * @module
 */
export { CallTracer } from "./call_tracer.ts";
