import { type Context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import type { AgiRequest } from "../handler/router.ts";

const KEY = "traceparent";

/**
 * Returns the context of the trace that a call continues: the `traceparent` in the query, or the
 * first argument that is one. Without a valid `traceparent` it is the root context.
 */
export function remoteParent(request: AgiRequest): Context {
  const traceparent = request.query.get(KEY) ?? argumentOf(request.args);
  return traceparent === undefined
    ? ROOT_CONTEXT
    : propagation.extract(ROOT_CONTEXT, { [KEY]: traceparent });
}

function argumentOf(args: readonly string[]): string | undefined {
  const prefix = `${KEY}=`;
  return args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length);
}
