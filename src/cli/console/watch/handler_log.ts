import type { CallInfo } from "../../../events.ts";
import type { Handler, Pattern } from "../../../handler/router.ts";
import type { HandlerWrapper } from "../../handlers/handlers.ts";

/** The functions of `console` that handlers log with. */
const LEVELS = ["debug", "log", "info", "warn", "error"] as const;

/** How many calls are followed before it is clear that handlers print nothing. */
const TRIAL_CALLS = 1000;

/** Reports what the handler of each call writes to the console, which still writes it. */
export class HandlerLog implements HandlerWrapper, Disposable {
  // A static import of a module of Node would slow down the start of each script.
  #calls = new (process.getBuiltinModule("node:async_hooks").AsyncLocalStorage)<CallInfo>();
  #inner: HandlerWrapper | undefined;
  #restore = new DisposableStack();
  #followed = 0;
  #isUsed = false;

  /**
   * Replaces the functions of `console`.
   *
   * @param onLog Called for what the handler of a call writes.
   * @param inner Wraps the handlers first.
   */
  constructor(
    onLog: (call: CallInfo, level: string, text: string) => void,
    inner: HandlerWrapper | undefined,
  ) {
    this.#inner = inner;
    for (const level of LEVELS) {
      const original = console[level];
      this.#restore.defer(() => console[level] = original);
      console[level] = (...values: unknown[]) => {
        this.#isUsed = true;
        const call = this.#calls.getStore();
        if (call !== undefined) onLog(call, level, textOf(values));
        original.apply(console, values);
      };
    }
  }

  /**
   * Wraps a handler so that its calls are known. Following a call costs time in each `await`, so it
   * stops after {@linkcode TRIAL_CALLS} calls in which nothing was printed, until something is.
   */
  wrap(handler: Handler, route?: Pattern): Handler {
    const inner = this.#inner?.wrap(handler, route) ?? handler;
    return (channel, request) => {
      if (request.call === undefined || (!this.#isUsed && this.#followed >= TRIAL_CALLS)) {
        return inner(channel, request);
      }
      this.#followed++;
      return this.#calls.run(request.call, inner, channel, request);
    };
  }

  /** Puts the functions of `console` back. */
  [Symbol.dispose](): void {
    this.#restore.dispose();
  }
}

/** Values as `console` shows them, apart from formats such as `%s`. */
function textOf(values: readonly unknown[]): string {
  return values.map((value) => typeof value === "string" ? value : safely(value)).join(" ");
}

function safely(value: unknown): string {
  try {
    return Deno.inspect(value, { depth: 2, iterableLimit: 20, strAbbreviateSize: 500 });
  } catch {
    return "[not printable]";
  }
}
