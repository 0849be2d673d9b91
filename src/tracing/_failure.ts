import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { AgiException } from "../errors.ts";
import { clip } from "../protocol/text.ts";

/** The most characters of a message or a stack that a span takes. */
const MAX_TEXT = 4000;

/**
 * Says that a span failed, and by what. The message of an error of this library can quote what a
 * caller entered, and so can what is thrown and is no error: only the name and the lines of code are
 * told of them. The log has the whole.
 *
 * @param quotes Whether the message may be one that quotes.
 */
export function recordFailure(
  span: Span,
  error: unknown,
  quotes: boolean = error instanceof AgiException,
): void {
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: "" };
  // That of an error with a huge message takes long to be made.
  const stack = error instanceof Error && message.length <= MAX_TEXT ? error.stack ?? "" : "";
  span.setAttribute("error.type", clip(name));
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.recordException(
    quotes
      ? { name: clip(name), stack: clip(framesOf(stack, message), MAX_TEXT) }
      : { name: clip(name), message: clip(message, MAX_TEXT), stack: clip(stack, MAX_TEXT) },
  );
}

/** The lines of a stack that name code; none where it cannot be told where the message ends. */
function framesOf(stack: string, message: string): string {
  const begin = stack.indexOf(message);
  return begin < 0 ? "" : stack.slice(begin + message.length).replace(/^\n/, "");
}
