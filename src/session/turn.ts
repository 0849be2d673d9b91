import type { Command, Reply } from "../command.ts";
import { AgiError, type AgiHangup, AgiTimeoutError } from "../errors.ts";
import type { Environment } from "../protocol/environment.ts";
import { describeCommand, parseError, replyError } from "../protocol/failure.ts";
import { isAmbiguous } from "./hangup.ts";
import { isRefusal } from "./stray.ts";
import { recordRejection } from "./rejection.ts";
import { timerDelay } from "../transport/timer_delay.ts";

/**
 * Options for sending a command.
 *
 * When its `signal` aborts or its `timeout` expires, a command is stopped in Asterisk if possible
 * (STREAM FILE, GET DATA, GET OPTION, WAIT FOR DIGIT). If the caller ended it with a digit at that
 * moment, the result is still returned. Any other command rejects at once but runs to its end in
 * Asterisk, and the next command waits for that.
 */
export interface ExecuteOptions {
  /**
   * How long the command can take until its reply, in milliseconds, including time in the queue. By
   * default there is no limit.
   */
  timeout?: number;
  /** Stops the command when aborted. The command then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * How long a stopped command waits for its reply, in milliseconds. If the caller pressed a key just
 * before, that key is still the result.
 */
const STOP_TIMEOUT = 500;

/** A command in the queue of a session, with the promise of its result. */
export class Turn<T> {
  readonly command: Command<T>;
  readonly line: string;
  /** Whether it was sent again because of a stray line. */
  resent = false;
  /** The status of the reply after which it was sent again, until that is reported. */
  refusal: number | undefined;
  /** Whether the command should also run after a hangup. */
  evenAfterHangup = false;
  /** See {@linkcode Session.owner}. */
  owner: object = this;
  readonly promise: Promise<T>;
  /** Whether the promise is settled. */
  settled = false;
  /** Why the command should stop, once it should. */
  stopReason: { readonly error: unknown } | undefined;
  /** Called once when the command should stop. */
  onStop: (() => void) | undefined;
  #resolve!: (value: T | PromiseLike<T>) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #signal: AbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    command: Command<T>,
    line: string,
    { signal, timeout }: ExecuteOptions,
  ) {
    this.command = command;
    this.line = line;
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

  /** Whether it has a timeout or a signal. */
  get canStop(): boolean {
    return this.#timer !== undefined || this.#onAbort !== undefined;
  }

  /** Whether Asterisk stops the command when another line arrives. */
  canInterrupt({ enhanced }: Pick<Environment, "enhanced">): boolean {
    const { interruptible } = this.command;
    return interruptible === "always" || (interruptible === "eagi" && enhanced);
  }

  /** Whether the reply only reports that the command was stopped. */
  isStoppedBy(reply: Reply): boolean {
    if (this.stopReason === undefined) return false;
    // A refusal answers a stray line: a stopped command has no reply.
    return reply.result === this.command.interruptedResult || isRefusal(reply);
  }

  /** Resolves with the value of the reply, or rejects if the reply reports a failure. */
  read(reply: Reply): void {
    let value: T;
    try {
      value = this.command.parse(reply);
    } catch (error) {
      return this.reject(parseError(this.command, reply, error));
    }
    if (this.#settle()) this.#resolve(value);
  }

  /**
   * Settles by the reply. Returns `false` if it did not, because the reply may mean a hangup that the
   * session has not noticed.
   *
   * @param hangup The hangup, if there was one.
   */
  conclude(reply: Reply, hangup: AgiHangup | undefined): boolean {
    if (reply.status !== 200) {
      const ended = this.evenAfterHangup || reply.status !== 511 ? undefined : hangup;
      this.reject(ended ?? replyError(this.command, reply));
    } else if (this.evenAfterHangup || !isAmbiguous(this.command, reply)) {
      this.read(reply);
    } else if (hangup === undefined) {
      return false;
    } else {
      this.reject(hangup);
    }
    return true;
  }

  /** Settles by a reply that meant a hangup if there was one, and otherwise a failure. */
  concludeDoubtful(reply: Reply, hangup: AgiHangup | undefined): void {
    if (hangup === undefined) this.read(reply);
    else this.reject(hangup);
  }

  /** Rejects, after `delay` milliseconds if given. */
  reject(error: unknown, delay = 0): void {
    if (delay > 0) return this.#after(delay, () => this.reject(error));
    if (!this.#settle()) return;
    recordRejection(this.promise, error, this.owner);
    this.#resolve(failure(error));
  }

  /**
   * Settles a stopped command whose fence stays unanswered. The next command waits for the fence.
   *
   * @param replyOf Returns the reply, if one came before the fence.
   */
  giveUpSoon(replyOf: () => Reply | undefined): void {
    this.#after(STOP_TIMEOUT, () => {
      const reply = replyOf();
      const isResult = reply?.status === 200 && !this.isStoppedBy(reply) &&
        !isAmbiguous(this.command, reply);
      if (isResult) this.read(reply);
      else this.reject(this.stopReason?.error);
    });
  }

  /** Calls back after `delay` milliseconds if the turn is not settled until then. */
  #after(delay: number, callback: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(callback, delay);
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
 * Rejects with the error of a turn. The error was created where the reply was read. Its stack is
 * captured again here, once the handler awaits this promise, so that it shows the handler's line.
 * Only failed commands pay for it.
 */
async function failure(error: unknown): Promise<never> {
  // A promise resolved with another promise starts waiting for it two microtasks later.
  await undefined;
  await undefined;
  if (error instanceof AgiError) Error.captureStackTrace(error, failure);
  throw error;
}
