import { type Context, type Span, SpanKind, trace, type Tracer } from "@opentelemetry/api";
import type { CallEnd } from "../handler/run_call.ts";
import type { Environment } from "../protocol/environment.ts";
import type { AgiRequest } from "../handler/router.ts";
import { clip } from "../protocol/text.ts";
import { recordFailure } from "./_failure.ts";
import { remoteParent } from "./_remote_parent.ts";

/** The span of a call. */
export class CallSpan {
  /** The context for child spans. */
  readonly context: Context;
  #span: Span;

  constructor(
    tracer: Tracer,
    route: string,
    { channel, uniqueId }: Environment,
    request: AgiRequest,
  ) {
    const { script, call } = request;
    const parent = remoteParent(request);
    this.#span = tracer.startSpan(route, {
      kind: SpanKind.SERVER,
      attributes: {
        "tipring.route": route,
        "tipring.script": clip(script),
        "asterisk.channel": clip(channel),
        "asterisk.uniqueid": clip(uniqueId),
        ...(call === undefined ? {} : { "tipring.call": call.id }),
        ...(call?.peer === undefined ? {} : peerOf(call.peer)),
      },
    }, parent);
    this.context = trace.setSpan(parent, this.#span);
  }

  /** Ends the span. A hangup is not an error. */
  end({ outcome, error }: CallEnd): void {
    this.#span.setAttribute("tipring.outcome", outcome);
    if (outcome === "failed") recordFailure(this.#span, error);
    this.#span.end();
  }
}

function peerOf(peer: string): Record<string, string | number> {
  const colon = peer.lastIndexOf(":");
  return {
    "network.transport": "tcp",
    "network.peer.address": peer.slice(0, colon),
    "network.peer.port": Number(peer.slice(colon + 1)),
  };
}
