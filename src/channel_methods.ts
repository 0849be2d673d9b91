import type { AnytimeCommand, Command } from "./command.ts";
import * as commands from "./commands/mod.ts";

/**
 * A method for each function of `@tipring/agi/commands`; it sends the command and waits for its
 * result.
 */
export type ChannelMethods = {
  [
    Name in keyof typeof commands as (typeof commands)[Name] extends
      (...args: never) => Command<unknown> ? Name
      : never
  ]: (typeof commands)[Name] extends (...args: infer Args) => Command<infer Result>
    ? (...args: Args) => Promise<Result>
    : never;
};

/** The {@linkcode ChannelMethods} that Asterisk allows on a channel that was hung up. */
export type AnytimeMethods = {
  [
    Name in keyof typeof commands as (typeof commands)[Name] extends
      (...args: never) => AnytimeCommand<unknown> ? Name
      : never
  ]: (typeof commands)[Name] extends (...args: infer Args) => Command<infer Result>
    ? (...args: Args) => Promise<Result>
    : never;
};

/** What the generated methods need to send a command. */
interface Executor {
  execute(command: Command<unknown>): Promise<unknown>;
}

/** A command whose arguments are invalid. The session rejects it with the error, as its own. */
function invalidCommand(verb: string, error: unknown): AnytimeCommand<never> {
  return {
    verb,
    get args(): never {
      throw error;
    },
    allowedOnDeadChannel: true,
    parse: () => {
      throw error;
    },
  };
}

/** Adds a method for each command function. */
export function defineMethods(prototype: object): void {
  for (const [name, make] of Object.entries(commands)) {
    if (typeof make !== "function") continue;
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: Executor, ...args: unknown[]): Promise<unknown> {
        let command: Command<unknown>;
        try {
          command = Reflect.apply(make, undefined, args);
        } catch (error) {
          command = invalidCommand(name, error);
        }
        return this.execute(command);
      },
    });
  }
}
