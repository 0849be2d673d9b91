import type { CallTracer } from "../../tracing/mod.ts";

/** Where all copies of `@opentelemetry/api` in a process find the span collector. */
const REGISTRY = Symbol.for("opentelemetry.js.api.1");

/**
 * Loads the call tracer if spans are collected: by Deno with `OTEL_DENO=true`, or by a module that
 * was loaded before the program. Otherwise it loads nothing.
 */
export async function loadTracer(): Promise<CallTracer | undefined> {
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  if (!(registry instanceof Object && "trace" in registry)) return undefined;
  const { CallTracer } = await import("../../tracing/mod.ts");
  return new CallTracer();
}

/**
 * What is wrong where OTEL_DENO asks for traces and none come: a compiled program can only export
 * them if it was compiled for it.
 */
export function tracingProblem(): string | undefined {
  if (!Deno.build.standalone || Reflect.get(globalThis, REGISTRY) !== undefined) return undefined;
  const { state } = Deno.permissions.querySync({ name: "env", variable: "OTEL_DENO" });
  if (state !== "granted" || !/^(true|1)$/.test(Deno.env.get("OTEL_DENO") ?? "")) return undefined;
  return "OTEL_DENO has no effect, this executable was compiled without --otel";
}
