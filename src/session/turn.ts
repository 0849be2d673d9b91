import type { Command, Reply } from "../command.ts";
import { AgiError, AgiHangup, AgiProtocolError, AgiTimeoutError } from "../errors.ts";
import { describeCommand, parseError } from "../protocol/failure.ts";
import { timerDelay } from "../transport/timer_delay.ts";

/** Options of one command. */
export interface ExecuteOptions {
  /**
   * The most milliseconds until the reply, from the call on; time in the queue counts. By default
   * a command may take as long as Asterisk takes.
   */
  timeout?: number;
  /** Gives the command up when it is aborted; the command then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** One command in the queue of a session, and whoever waits for its result. */
export class Turn<T> {
  readonly command: Command<T>;
  readonly line: string;
  /** Whether it is to run after a hangup as well. */
  readonly evenAfterHangup: boolean;
  readonly promise: Promise<T>;
  /** Whether the one who waits has been told. */
  settled = false;
  /** Why the command is to stop, once it is. */
  stopReason: { readonly error: unknown } | undefined;
  /** Called once when the command is to stop. */
  onStop: (() => void) | undefined;
  #resolve!: (value: T | PromiseLike<T>) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    command: Command<T>,
    line: string,
    evenAfterHangup: boolean,
    { signal, timeout }: ExecuteOptions,
  ) {
    this.command = command;
    this.line = line;
    this.evenAfterHangup = evenAfterHangup;
    this.promise = new Promise((resolve) => this.#resolve = resolve);
    if (signal !== undefined) {
      this.#signal = signal;
      this.#onAbort = () => this.#stop(signal.reason);
      signal.addEventListener("abort", this.#onAbort);
    }
    if (timeout !== undefined) {
      this.#timer = setTimeout(
        () => this.#stop(this.#lateError(timeout)),
        timerDelay(timeout),
      );
    }
  }

  /** Whether anything could stop it. */
  get canStop(): boolean {
    return this.#timer !== undefined || this.#onAbort !== undefined;
  }

  /** Takes the reply: resolves with its value, or rejects if it reports a failure. */
  read(reply: Reply): void {
    let value: T;
    try {
      value = this.command.parse(reply);
    } catch (error) {
      return this.reject(parseError(this.command, reply, error));
    }
    if (this.#settle()) this.#resolve(value);
  }

  /** Rejects, after `delay` milliseconds if any are given. */
  reject(error: unknown, delay = 0): void {
    if (delay > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.reject(error), delay);
      return;
    }
    if (!this.#settle()) return;
    // A command that nobody waits for must not end the process by what has ended the conversation.
    if (endsConversation(error)) this.promise.catch(() => {});
    this.#resolve(failure(error));
  }

  #settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener("abort", this.#onAbort);
    return true;
  }

  #stop(error: unknown): void {
    if (this.settled || this.stopReason !== undefined) return;
    this.stopReason = { error };
    if (this.onStop === undefined) this.reject(error);
    else this.onStop();
  }

  #lateError(timeout: number): AgiTimeoutError {
    const name = describeCommand(this.command);
    return new AgiTimeoutError(
      `${name} timed out after ${timeout} ms`,
      { command: name },
    );
  }
}

/**
 * Rejects with the error of a turn. The error was made where the reply was read; its stack is captured
 * again here, once this promise hangs on the handler that awaits the command, so that it shows the
 * handler's line. Only a command that fails pays for it.
 */
async function failure(error: unknown): Promise<never> {
  // A promise that resolves with another one waits for it from the second turn on.
  await undefined;
  await undefined;
  if (error instanceof AgiError) Error.captureStackTrace(error, failure);
  throw error;
}

/** Whether an error is told to all commands: the call is over, or the peer speaks no AGI. */
export function endsConversation(error: unknown): boolean {
  return error instanceof AgiHangup || error instanceof AgiProtocolError;
}
