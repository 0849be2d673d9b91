import type { AnytimeCommand, Command } from "../command.ts";
import { AgiTimeoutError } from "../errors.ts";
import type { ExecuteOptions, Session } from "../session/session.ts";
import type { Scheduler } from "../asterisk/scheduler.ts";

/** Makes the timeouts of a session's commands those of this clock. */
export function useVirtualTimeouts(session: Session, scheduler: Scheduler): void {
  const execute = session.execute.bind(session);
  const executeAnytime = session.executeAnytime.bind(session);
  const after = (options: ExecuteOptions, { verb }: Command<unknown>) => {
    const { timeout, signal } = options;
    if (timeout === undefined) return { options, cancel: undefined };
    const controller = new AbortController();
    const cancel = scheduler.after(Math.max(0, timeout), () => {
      const message = `Cannot wait longer for the reply to ${verb}: ${timeout} ms are over`;
      controller.abort(new AgiTimeoutError(message, { command: verb }));
    });
    const signals = signal === undefined ? [controller.signal] : [signal, controller.signal];
    return { options: { signal: AbortSignal.any(signals) }, cancel };
  };
  session.execute = <T>(command: Command<T>, given: ExecuteOptions = {}): Promise<T> => {
    const { options, cancel } = after(given, command);
    const promise = execute(command, options);
    if (cancel !== undefined) promise.then(cancel, cancel);
    return promise;
  };
  session.executeAnytime = <T>(
    command: AnytimeCommand<T>,
    given: ExecuteOptions = {},
  ): Promise<T> => {
    const { options, cancel } = after(given, command);
    const promise = executeAnytime(command, options);
    if (cancel !== undefined) promise.then(cancel, cancel);
    return promise;
  };
}
