import { context, trace } from "@opentelemetry/api";
import { endByError } from "../handler/run_call.ts";
import { Channel } from "../channel.ts";
import type { AgiEvent, CallInfo } from "../events.ts";
import type { AgiRequest, Handler, Pattern } from "../handler/router.ts";
import { CallSpan } from "./_call_span.ts";
import { TracedConversation } from "./_traced_conversation.ts";

/** The instrumentation scope of the spans. */
const SCOPE = "@tipring/agi";

/**
 * Traces calls with OpenTelemetry. A call is a span of kind `SERVER`, named after the route; a
 * command is a span of kind `CLIENT`, named after its verb. Spans never contain what callers enter.
 *
 * A call continues the trace of a W3C `traceparent` in its URL
 * (`agi://host/menu?traceparent=00-...`), or in an argument of `AGI()` (`traceparent=00-...`). A
 * malformed one is ignored.
 */
export class CallTracer {
  #tracer = trace.getTracer(SCOPE);
  /** Calls whose end the server will report, with their span once it exists. */
  #watched = new WeakMap<CallInfo, CallSpan | "begun">();

  /**
   * Wraps a handler so that each call runs in a span. Spans that the handler creates become its
   * children.
   *
   * @param route The name of the span: the pattern that the handler is registered for.
   */
  wrap(handler: Handler, route: Pattern = "default"): Handler {
    const name = `${route}`;
    return (channel, request) => this.#run(handler, name, channel, request);
  }

  /**
   * Receives the events of the server, so that the span of a call ends when the server ends the
   * call, even if the handler exceeds `maxCallTime`. Without events, the span ends when the handler
   * does.
   */
  watch(event: AgiEvent): void {
    if (event.type === "call-start") {
      this.#watched.set(event.call, "begun");
    } else if (event.type === "call-end") {
      const span = this.#watched.get(event.call);
      this.#watched.delete(event.call);
      if (span instanceof CallSpan) span.end(event);
    }
  }

  async #run(
    handler: Handler,
    name: string,
    channel: Channel,
    request: AgiRequest,
  ): Promise<void> {
    const span = new CallSpan(this.#tracer, name, channel.environment, request);
    const { call } = request;
    const watched = call !== undefined && this.#watched.get(call) === "begun";
    if (watched) this.#watched.set(call, span);
    const conversation = new TracedConversation(this.#tracer, channel, span.context);
    const traced = new Channel(conversation, { logged: channel });
    try {
      await context.with(span.context, handler, undefined, traced, request);
    } catch (error) {
      if (!watched) span.end(endByError(error, channel));
      throw error;
    }
    if (!watched) span.end({ outcome: "completed" });
  }
}
