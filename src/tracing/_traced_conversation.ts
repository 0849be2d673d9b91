import { type Context, context, type Span, SpanKind, trace, type Tracer } from "@opentelemetry/api";
import { endsConversation } from "../session/rejection.ts";
import { verbLabel } from "../protocol/verbs.ts";
import type { Channel, Conversation } from "../channel.ts";
import type { AnytimeCommand, Command } from "../command.ts";
import { AgiException, AgiHangup } from "../errors.ts";
import type { Environment } from "../protocol/environment.ts";
import type { ExecuteOptions } from "../session/session.ts";
import { recordFailure } from "./_failure.ts";

/**
 * A conversation with a span for each command, from the method call to the result, including time
 * in the queue. Spans contain neither arguments nor results, because both can be what a caller
 * entered.
 */
export class TracedConversation implements Conversation {
  #tracer: Tracer;
  #channel: Channel;
  #callContext: Context;

  constructor(tracer: Tracer, channel: Channel, callContext: Context) {
    this.#tracer = tracer;
    this.#channel = channel;
    this.#callContext = callContext;
  }

  get environment(): Environment {
    return this.#channel.environment;
  }

  get signal(): AbortSignal {
    return this.#channel.signal;
  }

  execute<T>(command: Command<T>, options: ExecuteOptions = {}): Promise<T> {
    const channel = this.#channel.with(options);
    return this.#trace(command, options, () => channel.execute(command));
  }

  executeAnytime<T>(command: AnytimeCommand<T>, options: ExecuteOptions = {}): Promise<T> {
    const { afterHangup } = this.#channel.with(options);
    return this.#trace(command, options, () => afterHangup.execute(command));
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  #trace<T>(
    { verb }: Command<T>,
    { signal }: ExecuteOptions,
    execute: () => Promise<T>,
  ): Promise<T> {
    const name = verbLabel(verb);
    const span = this.#tracer.startSpan(name, {
      kind: SpanKind.CLIENT,
      attributes: { "asterisk.agi.command": name },
    }, this.#parent());
    const running = run();
    return running;

    async function run(): Promise<T> {
      try {
        const result = await execute();
        span.setAttributes({ "asterisk.agi.status": 200, "tipring.outcome": "completed" });
        return result;
      } catch (error) {
        recordEnd(span, error, signal);
        // As in the session: the end of the conversation must not become an unhandled rejection.
        if (endsConversation(error)) running.catch(() => {});
        throw error;
      } finally {
        span.end();
      }
    }
  }

  /** The active context if it belongs to this call; a callback may run in another one. */
  #parent(): Context {
    const active = context.active();
    const traceId = trace.getSpanContext(active)?.traceId;
    return traceId === trace.getSpanContext(this.#callContext)?.traceId
      ? active
      : this.#callContext;
  }
}

/** Records how a command ended that has no result. */
function recordEnd(span: Span, error: unknown, signal: AbortSignal | undefined): void {
  const given = signal?.aborted === true && error === signal.reason;
  const outcome = error instanceof AgiHangup ? "hangup" : given ? "aborted" : "failed";
  span.setAttribute("tipring.outcome", outcome);
  const status = error instanceof AgiException ? Number(error.items["status"]) : NaN;
  if (!Number.isNaN(status)) span.setAttribute("asterisk.agi.status", status);
  if (outcome === "failed") recordFailure(span, error, true);
}
