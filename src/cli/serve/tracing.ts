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

/** Whether Deno exports what handlers print, which it only does by its own `console`. */
export function exportsConsole(): boolean {
  if (Reflect.get(globalThis, REGISTRY) === undefined) return false;
  // An executable was compiled to export.
  const byDeno = Deno.build.standalone || /^(true|1)$/.test(environmentValue("OTEL_DENO"));
  return byDeno && environmentValue("OTEL_DENO_CONSOLE") !== "ignore";
}

/**
 * What is wrong where OTEL_DENO asks for traces and none come: a compiled program can only export
 * them if it was compiled for it.
 */
export function tracingProblem(): string | undefined {
  if (!Deno.build.standalone || Reflect.get(globalThis, REGISTRY) !== undefined) return undefined;
  if (!/^(true|1)$/.test(environmentValue("OTEL_DENO"))) return undefined;
  return "OTEL_DENO has no effect, this executable was compiled without --otel";
}

/** The value of a variable of the environment; `""` where the program may not read it. */
function environmentValue(variable: string): string {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) ?? "" : "";
}
