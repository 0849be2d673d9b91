import type { CallTracer } from "../../tracing/mod.ts";

/** Where all copies of `@opentelemetry/api` in a process find the span collector. */
const REGISTRY = Symbol.for("opentelemetry.js.api.1");

/**
 * Loads the call tracer if spans are collected: by Deno with `OTEL_DENO=true`, or by a module that was
 * loaded before the program. Otherwise it loads nothing.
 */
export async function loadTracer(): Promise<CallTracer | undefined> {
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  if (!(registry instanceof Object && "trace" in registry)) return undefined;
  const { CallTracer } = await import("../../tracing/mod.ts");
  return new CallTracer();
}
