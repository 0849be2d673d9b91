import type { AnytimeCommand, Command } from "./command.ts";
import { type AnytimeMethods, type ChannelMethods, defineMethods } from "./channel_methods.ts";
import type { LogLine } from "./events.ts";
import { CallLogger } from "./logging/call_logger.ts";
import { clipField } from "./logging/format_line.ts";
import { printLine } from "./logging/print_line.ts";
import type { Environment } from "./protocol/environment.ts";
import { type ExecuteOptions, Session, type SessionOptions } from "./session/session.ts";
import type { Duplex } from "./transport/duplex.ts";

/** The part of a {@linkcode Session} that a channel uses. Wrap it to observe or replay a call. */
export type Conversation = Pick<
  Session,
  "environment" | "signal" | "execute" | "executeAnytime" | "close"
>;

/** What has the log of a call: its {@linkcode Channel}, or the server. */
export interface Logged {
  /** The log. */
  readonly log: CallLogger;
}

/** Options of {@linkcode Channel}. */
export interface ChannelOptions extends ExecuteOptions {
  /** Has the log of the call, e.g. the channel that this one wraps. The default is standard error. */
  logged?: Logged | undefined;
}

/** The commands that Asterisk still runs after a hangup; see {@linkcode Channel.afterHangup}. */
export class AfterHangup {
  #session: Conversation;
  #options: ExecuteOptions;

  /** Creates the view; handlers use `channel.afterHangup`. */
  constructor(session: Conversation, options: ExecuteOptions = {}) {
    this.#session = session;
    this.#options = options;
  }

  /** Sends a command and waits for its result; see {@linkcode Session.executeAnytime}. */
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
 * A call as a handler sees it: a method for each AGI command, the environment that Asterisk sent,
 * and a signal that aborts when the call ends.
 *
 * The commands that Asterisk also runs after a hangup are available from {@linkcode afterHangup}.
 *
 * | Method | AGI command | What it does |
 * | --- | --- | --- |
 * | `answer` | `ANSWER` | answers the call |
 * | `asyncAgiBreak` | `ASYNCAGI BREAK` | ends an AsyncAGI session |
 * | `channelStatus` | `CHANNEL STATUS` | returns the state of a channel |
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
 * | `gosub` | `GOSUB` | runs a dialplan subroutine |
 * | `hangup` | `HANGUP` | hangs up a channel |
 * | `noop` | `NOOP` | does nothing |
 * | `readVariable` | `GET FULL VARIABLE` | reads a variable of any length and content |
 * | `receiveChar` | `RECEIVE CHAR` | waits for a text message and returns its first character |
 * | `receiveText` | `RECEIVE TEXT` | waits for a text message |
 * | `recordFile` | `RECORD FILE` | records the caller into a file |
 * | `sayAlpha` | `SAY ALPHA` | spells a text |
 * | `sayDate` | `SAY DATE` | says a date |
 * | `sayDatetime` | `SAY DATETIME` | says a date and a time |
 * | `sayDigits` | `SAY DIGITS` | says digits |
 * | `sayNumber` | `SAY NUMBER` | says a number |
 * | `sayPhonetic` | `SAY PHONETIC` | spells a text with the phonetic alphabet |
 * | `sayTime` | `SAY TIME` | says a time of day |
 * | `sendImage` | `SEND IMAGE` | sends an image |
 * | `sendText` | `SEND TEXT` | sends a text message |
 * | `setAutohangup` | `SET AUTOHANGUP` | hangs up the channel after a delay |
 * | `setCallerid` | `SET CALLERID` | sets the caller's number and name |
 * | `setContext` | `SET CONTEXT` | sets the context in which the dialplan continues |
 * | `setExtension` | `SET EXTENSION` | sets the extension at which the dialplan continues |
 * | `setMusic` | `SET MUSIC` | starts or stops music on hold |
 * | `setPriority` | `SET PRIORITY` | sets the priority at which the dialplan continues |
 * | `setVariable` | `SET VARIABLE` | sets a variable |
 * | `speechActivateGrammar` | `SPEECH ACTIVATE GRAMMAR` | activates a grammar |
 * | `speechCreate` | `SPEECH CREATE` | creates the speech object |
 * | `speechDeactivateGrammar` | `SPEECH DEACTIVATE GRAMMAR` | deactivates a grammar |
 * | `speechDestroy` | `SPEECH DESTROY` | destroys the speech object |
 * | `speechLoadGrammar` | `SPEECH LOAD GRAMMAR` | loads a grammar |
 * | `speechRecognize` | `SPEECH RECOGNIZE` | plays a prompt and recognizes speech |
 * | `speechSet` | `SPEECH SET` | changes a setting of the speech engine |
 * | `speechUnloadGrammar` | `SPEECH UNLOAD GRAMMAR` | unloads a grammar |
 * | `streamFile` | `STREAM FILE` | plays a file |
 * | `tddMode` | `TDD MODE` | switches TDD (text telephone) mode |
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
  #logged: Logged | undefined;
  #log: CallLogger | undefined;

  /** Creates a channel on a session; handlers are given one. */
  constructor(session: Conversation, options: ChannelOptions = {}) {
    this.#session = session;
    this.#options = options;
    this.#logged = options.logged;
  }

  /** Takes over both streams and reads the environment; see {@linkcode Session.start}. */
  static async start(duplex: Duplex, options: SessionOptions = {}): Promise<Channel> {
    return new Channel(await Session.start(duplex, options));
  }

  /** The `agi_*` values that Asterisk sent before the first command. */
  get environment(): Environment {
    return this.#session.environment;
  }

  /**
   * Aborts when the call ends, even while no command runs. The reason is the `AgiHangup`. Pass it
   * to anything that should stop with the call: `fetch(url, { signal: channel.signal })`.
   */
  get signal(): AbortSignal {
    return this.#session.signal;
  }

  /**
   * The log of this call. A server writes its lines with the call's number, channel, unique ID and
   * route. Digits are not masked: the log has exactly what a handler logs.
   *
   * @example
   * ```ts
   * import type { Handler } from "@tipring/agi";
   *
   * const handler: Handler = async (channel) => {
   *   const { digits, timedOut } = await channel.getData("vm-password", { maxDigits: 4 });
   *   channel.log.info("pin entered", { length: digits.length, timedOut });
   * };
   * ```
   */
  get log(): CallLogger {
    return this.#log ??= this.#logged?.log ??
      new CallLogger({ write: (line) => this.#print(line) });
  }

  /**
   * The commands that Asterisk also runs after a hangup: variables, the database, `exec` and a few
   * more. Use it in `finally` blocks; it works before a hangup too.
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
   * Returns the same call with these options for all commands: a `timeout` in milliseconds, or a
   * `signal` that stops them.
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
    return new Channel(this.#session, { ...this.#options, ...options, logged: this });
  }

  /** Sends a command and waits for its result; see {@linkcode Session.execute}. */
  execute<T>(command: Command<T>, options?: ExecuteOptions): Promise<T> {
    return this.#session.execute(command, options ?? this.#options);
  }

  /**
   * Ends the conversation; see {@linkcode Session.close}. The server and `runScript` call it for
   * you.
   */
  close(): Promise<void> {
    return this.#session.close();
  }

  /** Same as {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close();
  }

  #print(line: LogLine): void {
    const { channel, uniqueId } = this.environment;
    printLine(line, { channel: clipField(channel), uniqueid: clipField(uniqueId) });
  }

  static {
    defineMethods(this.prototype);
  }
}

/** The methods of {@linkcode Channel} that send commands. */
export interface Channel extends ChannelMethods {}
