import { Exchange } from "./_exchange.ts";
import { type ExecuteOptions, Turn } from "./_turn.ts";
import { Wire } from "./_wire.ts";
import type { AnytimeCommand, Command, Reply } from "./command.ts";
import {
  AgiException,
  AgiHangup,
  AgiProtocolError,
  AgiResultHangup,
  AgiSigpipeHangup,
  AgiTimeoutError,
} from "./errors.ts";
import type { Observer, SessionEvent } from "./events.ts";
import {
  type Environment,
  type EnvironmentLimits,
  EnvironmentReader,
} from "./protocol/environment.ts";
import { replyError } from "./protocol/reply_error.ts";
import { encodeCommand, maxCommandBytes } from "./protocol/request.ts";
import { decodeText, quoteForMessage } from "./protocol/text.ts";
import type { Duplex } from "./transport/duplex.ts";

export type { ExecuteOptions };

/** Options of {@linkcode Session.start}. */
export interface SessionOptions extends EnvironmentLimits {
  /** The most milliseconds until the environment has come. The default is 10,000. */
  environmentTimeout?: number;
  /** The most bytes of one reply. The default is 1 MiB. */
  maxReplyBytes?: number;
  /** The most milliseconds that closing waits for Asterisk to close its side. The default is 1,000. */
  closeTimeout?: number;
  /**
   * Tells of a hangup by other means than the connection, as SIGHUP does for a script. Its reason
   * becomes the hangup if it is an `AgiHangup`.
   */
  hangup?: AbortSignal;
  /** Watches the conversation. */
  onEvent?: Observer<SessionEvent>;
}

/** Asks whether the channel still lives: 200 if it does, 511 if not. */
const CHANNEL_STATUS: Command<void> = {
  verb: "CHANNEL STATUS",
  args: [],
  allowedOnDeadChannel: false,
  parse: () => {},
};

/**
 * One conversation with Asterisk, over any pair of web streams: the environment, then one command
 * after the other. It reads all the time, so that a hangup is noticed while no command runs.
 *
 * A session knows no command; {@linkcode Channel} is a session with a method for each.
 *
 * @example
 * ```ts
 * import { Session } from "@tipring/agi";
 * import { noop } from "@tipring/agi/commands";
 *
 * async function talk(conn: Deno.TcpConn) {
 *   await using session = await Session.start(conn);
 *   await session.execute(noop());
 * }
 * ```
 */
export class Session implements AsyncDisposable {
  /** What Asterisk said of the call before the first command. */
  readonly environment: Environment;
  #wire: Wire;
  #options: SessionOptions;
  #maxCommandBytes: number | undefined;
  #queue: Turn<unknown>[] = [];
  #turn: Turn<unknown> | undefined;
  #exchange: Exchange | undefined;
  #working = false;
  #seenAlive = false;
  #controller: AbortController | undefined;
  #hangup: AgiHangup | undefined;
  /** What each command rejects with once the wire is at its end. */
  #end: AgiException | undefined;
  #closing: Promise<void> | undefined;
  #onSignal = () => this.#onHangup(hangupOf(this.#options.hangup));

  private constructor(wire: Wire, environment: Environment, options: SessionOptions) {
    this.environment = environment;
    this.#wire = wire;
    this.#options = options;
    wire.maxLineBytes = options.maxReplyBytes ?? 1024 * 1024;
    wire.owner = {
      onLine: (line, mayGoOn) => this.#onLine(line, mayGoOn),
      onEnd: (error) => this.#onEnd(error),
    };
    const { hangup } = options;
    if (hangup?.aborted) this.#onHangup(hangupOf(hangup));
    else hangup?.addEventListener("abort", this.#onSignal);
  }

  /**
   * Takes hold of both streams and reads the environment.
   *
   * @throws {AgiProtocolError} If it is none, or larger than a limit.
   * @throws {AgiTimeoutError} If it did not come in time.
   * @throws {AgiSigpipeHangup} If the connection ended before it was whole.
   */
  static start(duplex: Duplex, options: SessionOptions = {}): Promise<Session> {
    const { promise, resolve, reject } = Promise.withResolvers<Session>();
    const reader = new EnvironmentReader(options);
    const timeout = options.environmentTimeout ?? 10_000;
    const wire = new Wire(duplex, {
      onLine(line) {
        const environment = reader.push(line);
        if (environment === undefined) return;
        clearTimeout(timer);
        resolve(new Session(wire, environment, options));
      },
      onEnd(error) {
        clearTimeout(timer);
        reject(
          error instanceof AgiException
            ? error
            : hangupOfEnd(error, "before the environment was whole"),
        );
      },
    }, reader.maxLineBytes);
    const timer = setTimeout(() => {
      wire.fail(
        new AgiTimeoutError(`Cannot wait longer for the environment: ${timeout} ms are over`),
      );
    }, timeout);
    wire.start();
    return promise;
  }

  /**
   * Aborts when the call is over, with the {@linkcode AgiHangup} as its reason: because the channel
   * hung up, or because the connection ended. Also while no command runs.
   */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#hangup !== undefined) this.#controller.abort(this.#hangup);
    }
    return this.#controller.signal;
  }

  /** Whether the call is over. */
  get hungUp(): boolean {
    return this.#hangup !== undefined;
  }

  /**
   * Sends a command and waits for its result. Commands sent meanwhile wait in line, first in, first
   * out, and one that fails does not harm the next.
   *
   * A command whose `signal` aborts or whose `timeout` passes is stopped in Asterisk where it can
   * be (STREAM FILE, GET DATA, GET OPTION, WAIT FOR DIGIT); had the caller just ended it by a digit,
   * its result is returned nevertheless. Any other command runs to its end in Asterisk, and the
   * next waits for that, while this one rejects at once.
   *
   * @throws {AgiHangup} If the call is over, or gets over before the reply.
   * @throws {AgiDeadChannelError} If Asterisk answers 511, see {@linkcode executeAnytime}.
   * @throws {AgiInvalidCommandError} If Asterisk answers 510: it has no such command.
   * @throws {AgiUsageError} If Asterisk answers 520: the arguments are wrong.
   * @throws {AgiAppError} If the command failed.
   * @throws {AgiUnknownError} If the reply cannot be understood.
   * @throws {AgiProtocolError} If Asterisk says what is no AGI; the connection is closed then.
   * @throws {AgiTimeoutError} If `timeout` passes first.
   * @throws {TypeError | RangeError} If the command cannot be written as one line, see `Command`.
   */
  execute<T>(command: Command<T>, options: ExecuteOptions = {}): Promise<T> {
    return this.#enqueue(command, { ...options, evenAfterHangup: false });
  }

  /**
   * Does as {@linkcode execute}, and goes on to do so when the call is over, as long as Asterisk
   * keeps the connection open.
   */
  executeAnytime<T>(command: AnytimeCommand<T>, options: ExecuteOptions = {}): Promise<T> {
    if (!command.allowedOnDeadChannel) {
      return Promise.reject(
        new TypeError(`Cannot send ${command.verb} after a hangup: Asterisk does not allow it`),
      );
    }
    return this.#enqueue(command, { ...options, evenAfterHangup: true });
  }

  /**
   * Ends the conversation: commands in progress reject, Asterisk is told that no more come, and the
   * connection is closed when Asterisk has closed its side, at the latest after `closeTimeout`.
   */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#finish(new AgiSigpipeHangup("The session is closed"), false);
      this.#closing = this.#wire.close(this.#options.closeTimeout ?? 1000);
    }
    return this.#closing;
  }

  /** Does as {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #enqueue<T>(
    command: Command<T>,
    options: ExecuteOptions & { evenAfterHangup: boolean },
  ): Promise<T> {
    try {
      options.signal?.throwIfAborted();
      this.#maxCommandBytes ??= maxCommandBytes(this.environment.version);
      const turn = new Turn(command, encodeCommand(command, this.#maxCommandBytes), options);
      const over = this.#end ?? (options.evenAfterHangup ? undefined : this.#hangup);
      if (over !== undefined) turn.reject(over);
      else this.#queue.push(turn as Turn<unknown>);
      if (!this.#working) this.#work();
      return turn.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let turn = this.#queue.shift(); turn !== undefined; turn = this.#queue.shift()) {
      if (turn.settled) continue;
      this.#turn = turn;
      try {
        turn.resolve(await this.#take(turn));
      } catch (error) {
        turn.reject(error);
      }
      this.#turn = undefined;
    }
    this.#working = false;
  }

  async #take<T>(turn: Turn<T>): Promise<T> {
    const { command } = turn;
    const exchanged = this.#send(command, turn.line);
    turn.onStop = () => {
      if (this.#canInterrupt(command)) this.#exchange?.fence();
      else turn.reject(turn.stopReason?.error);
    };
    const reply = await exchanged;
    turn.onStop = undefined;
    if (reply === undefined) throw turn.stopReason?.error;
    if (turn.stopReason !== undefined && reply.result === command.interruptedResult) {
      throw turn.stopReason.error;
    }
    return await this.#read(turn, reply);
  }

  /** Finds out what a reply means. */
  async #read<T>({ command, evenAfterHangup }: Turn<T>, reply: Reply): Promise<T> {
    if (reply.status !== 200) {
      if (reply.status === 511 && (this.#seenAlive || this.#hangup !== undefined)) {
        this.#onHangup(new AgiResultHangup("Asterisk says that the channel is hung up"));
      }
      throw replyError(command, reply);
    }
    if (!command.allowedOnDeadChannel) this.#seenAlive = true;
    if (!evenAfterHangup && isAmbiguous(command, reply) && await this.#isHungUp()) {
      throw this.#hangup;
    }
    return command.parse(reply);
  }

  /**
   * Finds out whether a failed command failed because of a hangup. A channel that was never seen
   * alive is one that Asterisk started this AGI on when it was dead: that is no hangup.
   */
  async #isHungUp(): Promise<boolean> {
    if (this.#hangup === undefined && this.#seenAlive) {
      const reply = await this.#send(
        CHANNEL_STATUS,
        encodeCommand(CHANNEL_STATUS, Infinity),
      );
      if (reply?.status === 511) {
        this.#onHangup(new AgiResultHangup("Asterisk says that the channel is hung up"));
      }
    }
    return this.#hangup !== undefined;
  }

  /** Writes one line and waits until Asterisk has answered it. */
  async #send(
    command: Command<unknown>,
    line: Uint8Array<ArrayBuffer>,
  ): Promise<Reply | undefined> {
    if (this.#end !== undefined) throw this.#end;
    const maxReplyBytes = this.#options.maxReplyBytes ?? 1024 * 1024;
    const exchange = new Exchange(this.#wire, command, maxReplyBytes);
    this.#exchange = exchange;
    const begun = performance.now();
    let reply: Reply | undefined;
    this.#tell(() => ({ type: "command", verb: command.verb, line: decodeText(line).trimEnd() }));
    try {
      this.#wire.write(line).catch((error) => this.#wire.fail(error));
      reply = await exchange.reply;
      return reply;
    } finally {
      this.#exchange = undefined;
      this.#tell(() => ({
        type: "reply",
        verb: command.verb,
        status: reply?.status,
        result: reply?.result,
        duration: performance.now() - begun,
      }));
    }
  }

  #canInterrupt({ interruptible }: Command<unknown>): boolean {
    return interruptible === "always" ||
      (interruptible === "eagi" && this.environment.enhanced);
  }

  #onLine(line: Uint8Array, mayGoOn: boolean): void {
    const text = decodeText(line);
    const exchange = this.#exchange;
    if (exchange !== undefined && !exchange.over) {
      if (exchange.push(text, mayGoOn)) this.#onHangupLine();
    } else if (text === "HANGUP") {
      this.#onHangupLine();
    } else {
      throw new AgiProtocolError(`Cannot read ${quoteForMessage(text)}: nobody asked for it`);
    }
  }

  #onHangupLine(): void {
    this.#onHangup(new AgiResultHangup("Asterisk says that the channel hung up"));
  }

  /** The call is over; commands that Asterisk allows on a dead channel may go on. */
  #onHangup(hangup: AgiHangup, isNews = true): void {
    if (this.#hangup !== undefined) return;
    this.#hangup = hangup;
    if (isNews) this.#tell(() => ({ type: "hangup", reason: hangup }));
    for (const turn of this.#queue) if (!turn.evenAfterHangup) turn.reject(hangup);
    const answered = this.#exchange === undefined || this.#exchange.over;
    if (this.#turn?.evenAfterHangup === false && !answered) this.#turn.reject(hangup);
    this.#controller?.abort(hangup);
  }

  #onEnd(error: unknown): void {
    this.#finish(
      error instanceof AgiException ? error : hangupOfEnd(error, "while the call was in progress"),
    );
    if (this.#closing === undefined) this.close();
  }

  /** Nothing can be sent any more. */
  #finish(end: AgiException, isNews = true): void {
    if (this.#end !== undefined) return;
    this.#end = this.#hangup ?? end;
    this.#options.hangup?.removeEventListener("abort", this.#onSignal);
    this.#exchange?.fail(this.#end);
    for (const turn of this.#queue) turn.reject(this.#end);
    this.#onHangup(end instanceof AgiHangup ? end : hangupOfEnd(end, "by an error"), isNews);
  }

  #tell(event: () => SessionEvent): void {
    if (this.#options.onEvent === undefined) return;
    try {
      this.#options.onEvent(event());
    } catch {
      // A watcher must not harm a call.
    }
  }
}

/** Whether a reply may tell of a hangup as well as of something of the command's own. */
function isAmbiguous({ hangupOnMinusOne }: Command<unknown>, { result, text }: Reply): boolean {
  return result === "-1" && (hangupOnMinusOne === "bare" ? text === "" : !!hangupOnMinusOne);
}

function hangupOf(signal: AbortSignal | undefined): AgiHangup {
  const reason = signal?.reason;
  return reason instanceof AgiHangup
    ? reason
    : new AgiHangup("The call was ended", { cause: reason });
}

function hangupOfEnd(cause: unknown, when: string): AgiSigpipeHangup {
  return new AgiSigpipeHangup(`The connection to Asterisk ended ${when}`, { cause });
}
