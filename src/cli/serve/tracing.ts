import type { CallTracer } from "../../tracing/mod.ts";

/** Where the packages `@opentelemetry/api` of a process find what collects spans. */
const REGISTRY = Symbol.for("opentelemetry.js.api.1");

/**
 * Loads what traces calls, where somebody collects spans: Deno itself with `OTEL_DENO=true`, or what
 * was loaded ahead of the program. Elsewhere it loads nothing.
 */
export async function loadTracer(): Promise<CallTracer | undefined> {
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  if (!(registry instanceof Object && "trace" in registry)) return undefined;
  const { CallTracer } = await import("../../tracing/mod.ts");
  return new CallTracer();
}
