import { context, trace } from "@opentelemetry/api";
import { endByError } from "../handler/run_call.ts";
import { Channel } from "../channel.ts";
import type { AgiEvent, CallInfo } from "../events.ts";
import type { AgiRequest, Handler, Pattern } from "../handler/router.ts";
import { CallSpan } from "./_call_span.ts";
import { TracedConversation } from "./_traced_conversation.ts";

/** The instrumentation scope: whose spans these are. */
const SCOPE = "@tipring/agi";

/**
 * Traces the calls of the handlers that it wraps. A call is a span of the kind `SERVER`, named by the
 * route; a command is one of the kind `CLIENT`, named by its words. What callers enter is in none of
 * them.
 *
 * The call continues the trace of a W3C `traceparent` in its address
 * (`agi://host/menu?traceparent=00-...`), else in an argument of `AGI()` (`traceparent=00-...`). One
 * that is malformed is ignored.
 */
export class CallTracer {
  #tracer = trace.getTracer(SCOPE);
  /** Calls whose end will be told, with their span once there is one. */
  #watched = new WeakMap<CallInfo, CallSpan | "begun">();

  /**
   * Makes a handler that does the same, in a span of its own: spans that it makes are below it.
   *
   * @param route What the span is named: the pattern that the handler is registered by.
   */
  wrap(handler: Handler, route: Pattern = "default"): Handler {
    const name = `${route}`;
    return (channel, request) => this.#run(handler, name, channel, request);
  }

  /**
   * Takes an event of the server. The span of a call then ends as the server ends the call, also
   * where a handler outlasts `maxCallTime`. Without events it ends when the handler does.
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
    const traced = new Channel(new TracedConversation(this.#tracer, channel, span.context));
    try {
      await context.with(span.context, handler, undefined, traced, request);
    } catch (error) {
      if (!watched) span.end(endByError(error, channel));
      throw error;
    }
    if (!watched) span.end({ outcome: "completed" });
  }
}
