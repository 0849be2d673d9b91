import { type Context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import type { AgiRequest } from "../handler/router.ts";

const KEY = "traceparent";

/**
 * The context of the trace that a call continues: that of a `traceparent` in the query, else in the
 * first argument that is one. A context without a trace where there is none, or it is malformed.
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
