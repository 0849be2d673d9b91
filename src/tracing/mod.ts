/**
 * Traces calls with OpenTelemetry: a span for each call, with child spans for its commands and for
 * anything that the handler itself traces, such as `fetch`. See `docs/tracing.md`, also for
 * `tipring`'s built-in tracing.
 *
 * It uses `npm:@opentelemetry/api`, so spans go wherever the spans of your program go. With Deno,
 * set `OTEL_DENO=true` in the environment.
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
