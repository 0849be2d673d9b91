import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { AgiException } from "../errors.ts";
import { clip } from "../protocol/text.ts";

/** Maximum length of a message or a stack in a span. */
const MAX_TEXT = 4000;

/**
 * Records the failure of a span. The message of an error of this library can quote what a caller
 * entered, and so can a thrown value that is not an error. For those, only the name and the stack
 * frames are recorded; the log has the details.
 *
 * @param quotes Whether the message may quote what a caller entered.
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

/** The frames of a stack without the message; `""` if the message is not found in it. */
function framesOf(stack: string, message: string): string {
  const begin = stack.indexOf(message);
  return begin < 0 ? "" : stack.slice(begin + message.length).replace(/^\n/, "");
}
