import type { AnytimeCommand, Command } from "./command.ts";
import * as commands from "./commands/mod.ts";
import type { Environment } from "./protocol/environment.ts";
import { type ExecuteOptions, Session, type SessionOptions } from "./session.ts";
import type { Duplex } from "./transport/duplex.ts";

/** The methods that send what the functions of `@tipring/agi/commands` make. */
export type ChannelMethods = {
  [
    Name in keyof typeof commands as (typeof commands)[Name] extends
      (...args: never) => Command<unknown> ? Name
      : never
  ]: (typeof commands)[Name] extends (...args: infer Args) => Command<infer Result>
    ? (...args: Args) => Promise<Result>
    : never;
};

/** Those of {@linkcode ChannelMethods} that Asterisk allows on a channel that is hung up. */
export type AnytimeMethods = {
  [
    Name in keyof typeof commands as (typeof commands)[Name] extends
      (...args: never) => AnytimeCommand<unknown> ? Name
      : never
  ]: (typeof commands)[Name] extends (...args: infer Args) => Command<infer Result>
    ? (...args: Args) => Promise<Result>
    : never;
};

/** What a channel needs of a {@linkcode Session}: one that stands in for it may watch, or replay. */
export type Conversation = Pick<
  Session,
  "environment" | "signal" | "execute" | "executeAnytime" | "close"
>;

/** The commands that Asterisk still runs when the channel is hung up, see {@linkcode Channel.afterHangup}. */
export class AfterHangup {
  #session: Conversation;
  #options: ExecuteOptions;

  /** Makes the view; `channel.afterHangup` is one. */
  constructor(session: Conversation, options: ExecuteOptions = {}) {
    this.#session = session;
    this.#options = options;
  }

  /** Sends a command, see {@linkcode Session.executeAnytime}. */
  execute<T>(command: AnytimeCommand<T>, options?: ExecuteOptions): Promise<T> {
    return this.#session.executeAnytime(command, options ?? this.#options);
  }

  static {
    defineMethods(this.prototype);
  }
}

/** The methods of {@linkcode AfterHangup}. */
export interface AfterHangup extends AnytimeMethods {}

/**
 * A call, as a handler gets it: one method for each AGI command, what Asterisk said of the call, and
 * a signal that aborts when the call is over.
 *
 * Methods whose commands Asterisk also runs on a channel that is hung up are in
 * {@linkcode afterHangup} as well.
 *
 * | Method | AGI command | What it does |
 * | --- | --- | --- |
 * | `answer` | `ANSWER` | answers the call |
 * | `asyncAgiBreak` | `ASYNCAGI BREAK` | ends an AsyncAGI |
 * | `channelStatus` | `CHANNEL STATUS` | tells the state of a channel |
 * | `controlStreamFile` | `CONTROL STREAM FILE` | plays a file with forward, rewind and pause |
 * | `databaseDel` | `DATABASE DEL` | deletes a key of Asterisk's database |
 * | `databaseDeltree` | `DATABASE DELTREE` | deletes a family of Asterisk's database |
 * | `databaseGet` | `DATABASE GET` | reads a value of Asterisk's database |
 * | `databasePut` | `DATABASE PUT` | writes a value into Asterisk's database |
 * | `exec` | `EXEC` | runs a dialplan application |
 * | `execRaw` | `EXEC` | runs a dialplan application with its options as one text |
 * | `getData` | `GET DATA` | plays a file and reads digits |
 * | `getFullVariable` | `GET FULL VARIABLE` | evaluates a dialplan expression |
 * | `getOption` | `GET OPTION` | plays a file and reads one digit |
 * | `getVariable` | `GET VARIABLE` | reads a variable |
 * | `gosub` | `GOSUB` | runs a subroutine of the dialplan |
 * | `hangup` | `HANGUP` | hangs up a channel |
 * | `noop` | `NOOP` | does nothing |
 * | `readVariable` | `GET FULL VARIABLE` | reads a variable whole, of any length and content |
 * | `receiveChar` | `RECEIVE CHAR` | waits for a character of text |
 * | `receiveText` | `RECEIVE TEXT` | waits for a text |
 * | `recordFile` | `RECORD FILE` | records what the caller says |
 * | `sayAlpha` | `SAY ALPHA` | spells a text |
 * | `sayDate` | `SAY DATE` | says a date |
 * | `sayDatetime` | `SAY DATETIME` | says a date and a time |
 * | `sayDigits` | `SAY DIGITS` | says digits |
 * | `sayNumber` | `SAY NUMBER` | says a number |
 * | `sayPhonetic` | `SAY PHONETIC` | spells a text by words |
 * | `sayTime` | `SAY TIME` | says a time of day |
 * | `sendImage` | `SEND IMAGE` | sends an image |
 * | `sendText` | `SEND TEXT` | sends a text |
 * | `setAutohangup` | `SET AUTOHANGUP` | hangs up after some time |
 * | `setCallerid` | `SET CALLERID` | sets the caller's number and name |
 * | `setContext` | `SET CONTEXT` | sets the context in which the dialplan goes on |
 * | `setExtension` | `SET EXTENSION` | sets the extension at which the dialplan goes on |
 * | `setMusic` | `SET MUSIC` | starts or stops music on hold |
 * | `setPriority` | `SET PRIORITY` | sets the priority at which the dialplan goes on |
 * | `setVariable` | `SET VARIABLE` | sets a variable |
 * | `speechActivateGrammar` | `SPEECH ACTIVATE GRAMMAR` | listens for what a grammar has |
 * | `speechCreate` | `SPEECH CREATE` | makes a speech object |
 * | `speechDeactivateGrammar` | `SPEECH DEACTIVATE GRAMMAR` | no longer listens for what a grammar has |
 * | `speechDestroy` | `SPEECH DESTROY` | removes the speech object |
 * | `speechLoadGrammar` | `SPEECH LOAD GRAMMAR` | loads a grammar |
 * | `speechRecognize` | `SPEECH RECOGNIZE` | plays a file and listens |
 * | `speechSet` | `SPEECH SET` | sets something of the speech engine |
 * | `speechUnloadGrammar` | `SPEECH UNLOAD GRAMMAR` | unloads a grammar |
 * | `streamFile` | `STREAM FILE` | plays a file |
 * | `tddMode` | `TDD MODE` | switches a device for the deaf |
 * | `verbose` | `VERBOSE` | writes to Asterisk's console |
 * | `waitForDigit` | `WAIT FOR DIGIT` | waits for one digit |
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   const { digits } = await channel.getData("vm-enter-num-to-call", { maxDigits: 4 });
 *   const response = await fetch(`https://example.com/${digits}`, { signal: channel.signal });
 *   await channel.setVariable("RESULT", response.status);
 * };
 * ```
 */
export class Channel implements AsyncDisposable {
  #session: Conversation;
  #options: ExecuteOptions;
  #afterHangup: AfterHangup | undefined;

  /** Makes a channel of a session; handlers get theirs made. */
  constructor(session: Conversation, options: ExecuteOptions = {}) {
    this.#session = session;
    this.#options = options;
  }

  /** Takes hold of both streams and reads the environment, see {@linkcode Session.start}. */
  static async start(duplex: Duplex, options: SessionOptions = {}): Promise<Channel> {
    return new Channel(await Session.start(duplex, options));
  }

  /** What Asterisk said of the call before the first command. */
  get environment(): Environment {
    return this.#session.environment;
  }

  /**
   * Aborts when the call is over, with the `AgiHangup` as its reason, also while no command runs.
   * Give it to whatever is to end with the call: `fetch(url, { signal: channel.signal })`.
   */
  get signal(): AbortSignal {
    return this.#session.signal;
  }

  /**
   * The commands that Asterisk runs on a channel that is hung up as well: variables, the database,
   * `exec` and a few more. For `finally` blocks; it works while the channel lives, too.
   *
   * @example
   * ```ts
   * import type { Handler } from "@tipring/agi";
   *
   * const handler: Handler = async (channel) => {
   *   try {
   *     await channel.streamFile("demo-congrats");
   *   } finally {
   *     await channel.afterHangup.setVariable("DONE", "yes");
   *   }
   * };
   * ```
   */
  get afterHangup(): AfterHangup {
    return this.#afterHangup ??= new AfterHangup(this.#session, this.#options);
  }

  /**
   * The same call, whose commands all have these options: a `timeout` in milliseconds, or a `signal`
   * that stops them.
   *
   * @example
   * ```ts
   * import type { Handler } from "@tipring/agi";
   *
   * const handler: Handler = async (channel) => {
   *   const ready = new AbortController();
   *   const answer = fetch("https://example.com/").finally(() => ready.abort());
   *   await channel.with({ signal: ready.signal }).streamFile("please-wait").catch(() => {});
   *   await channel.verbose(`got ${(await answer).status}`);
   * };
   * ```
   */
  with(options: ExecuteOptions): Channel {
    return new Channel(this.#session, { ...this.#options, ...options });
  }

  /** Sends a command and waits for its result, see {@linkcode Session.execute}. */
  execute<T>(command: Command<T>, options?: ExecuteOptions): Promise<T> {
    return this.#session.execute(command, options ?? this.#options);
  }

  /** Ends the conversation, see {@linkcode Session.close}. The server and `runScript` do that. */
  close(): Promise<void> {
    return this.#session.close();
  }

  /** Does as {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close();
  }

  static {
    defineMethods(this.prototype);
  }
}

/** The methods of {@linkcode Channel} that send commands. */
export interface Channel extends ChannelMethods {}

/** What methods send their commands by. */
interface Executor {
  execute(command: Command<unknown>): Promise<unknown>;
}

/** Adds a method for each function that makes a command. */
function defineMethods(prototype: object): void {
  for (const [name, make] of Object.entries(commands)) {
    if (typeof make !== "function") continue;
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: Executor, ...args: unknown[]): Promise<unknown> {
        try {
          return this.execute(Reflect.apply(make, undefined, args));
        } catch (error) {
          return Promise.reject(error);
        }
      },
    });
  }
}
