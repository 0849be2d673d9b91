import type { Conversation } from "../channel.ts";
import type { AnytimeCommand, Command } from "../command.ts";
import type { Environment } from "../protocol/environment.ts";
import { AgiTimeoutError } from "../errors.ts";
import { describeCommand } from "../protocol/failure.ts";
import type { ExecuteOptions } from "../session/session.ts";
import type { Scheduler } from "../asterisk/scheduler.ts";

/** Wraps a conversation so that its timeouts run on a clock of the simulator. */
export class VirtualTimeouts implements Conversation {
  #inner: Conversation;
  #scheduler: Scheduler;

  constructor(inner: Conversation, scheduler: Scheduler) {
    this.#inner = inner;
    this.#scheduler = scheduler;
  }

  get environment(): Environment {
    return this.#inner.environment;
  }

  get signal(): AbortSignal {
    return this.#inner.signal;
  }

  execute<T>(command: Command<T>, options: ExecuteOptions = {}): Promise<T> {
    return this.#inTime(command, options, (given) => this.#inner.execute(command, given));
  }

  executeAnytime<T>(command: AnytimeCommand<T>, options: ExecuteOptions = {}): Promise<T> {
    return this.#inTime(command, options, (given) => this.#inner.executeAnytime(command, given));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #inTime<T>(
    command: Command<T>,
    { timeout, signal }: ExecuteOptions,
    execute: (options: ExecuteOptions) => Promise<T>,
  ): Promise<T> {
    if (timeout === undefined) return execute(signal === undefined ? {} : { signal });
    const controller = new AbortController();
    const cancel = this.#scheduler.after(Math.max(0, timeout), () => {
      const name = describeCommand(command);
      const message = `${name} timed out after ${timeout} ms`;
      controller.abort(new AgiTimeoutError(message, { command: name }));
    });
    const signals = signal === undefined ? [controller.signal] : [signal, controller.signal];
    const promise = execute({ signal: AbortSignal.any(signals) });
    promise.then(cancel, cancel);
    return promise;
  }
}
