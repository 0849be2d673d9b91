import { Exchange } from "./_exchange.ts";
import { hangupOf, hangupOfEnd } from "./_hangup_reasons.ts";
import { CHANNEL_STATUS, isAmbiguous } from "./_probe.ts";
import { type ExecuteOptions, Turn } from "./_turn.ts";
import { Wire, type WireOwner } from "./_wire.ts";
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
import { Lines } from "./protocol/lines.ts";
import { replyError } from "./protocol/reply_error.ts";
import { commandLine } from "./protocol/request.ts";
import { decodeText, quoteForMessage } from "./protocol/text.ts";
import type { Duplex } from "./transport/duplex.ts";

export type { ExecuteOptions };

/** Options of {@linkcode Session.start}. */
export interface SessionOptions extends EnvironmentLimits {
  /** The most milliseconds until the environment has come, or `Infinity`. The default is 10,000. */
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
  #maxReplyBytes: number;
  #lines: Lines;
  #queue: Turn<unknown>[] = [];
  #turn: Turn<unknown> | undefined;
  #exchange: Exchange | undefined;
  /** When the command of the exchange was sent, where somebody watches. */
  #sentAt = 0;
  /** The reply to the command of the turn, while it is found out whether it means a hangup. */
  #doubtful: Reply | undefined;
  /** Whether lines are being read: whatever they make a handler send is sent after the last. */
  #reading = false;
  #seenAlive = false;
  #controller: AbortController | undefined;
  #hangup: AgiHangup | undefined;
  /** What each command rejects with once the wire is at its end. */
  #end: AgiException | undefined;
  #closing: Promise<void> | undefined;
  #onSignal: (() => void) | undefined;

  private constructor(wire: Wire, environment: Environment, options: SessionOptions) {
    this.environment = environment;
    this.#wire = wire;
    this.#options = options;
    this.#maxReplyBytes = options.maxReplyBytes ?? 1024 * 1024;
    this.#lines = new Lines(this.#maxReplyBytes);
    wire.owner = {
      onChunk: (chunk) => this.#onChunk(chunk),
      onEnd: (error) => this.#onEnd(error),
    };
    const { hangup } = options;
    if (hangup?.aborted) {
      this.#onHangup(hangupOf(hangup));
    } else if (hangup !== undefined) {
      this.#onSignal = () => this.#onHangup(hangupOf(hangup));
      hangup.addEventListener("abort", this.#onSignal);
    }
  }

  /**
   * Takes hold of both streams and reads the environment.
   *
   * @throws {AgiProtocolError} If it is none, or larger than a limit.
   * @throws {AgiTimeoutError} If it did not come in time.
   * @throws {AgiSigpipeHangup} If the connection ended before it was whole.
   */
  static start(duplex: Duplex, options: SessionOptions = {}): Promise<Session> {
    return new Promise((resolve, reject) => {
      const reader = new EnvironmentReader(options);
      const opening: WireOwner = {
        onChunk(chunk) {
          const environment = reader.push(chunk);
          if (environment === undefined) return;
          wire.met();
          const session = new Session(wire, environment, options);
          resolve(session);
          session.#onChunk(reader.rest);
        },
        onEnd(error) {
          reject(
            error instanceof AgiException
              ? error
              : hangupOfEnd(error, "before the environment was whole"),
          );
        },
      };
      const wire = new Wire(duplex, opening);
      const timeout = options.environmentTimeout ?? 10_000;
      // The first use of a timer in a process costs a script a third of its start.
      if (timeout !== Infinity) {
        wire.expect(
          timeout,
          () =>
            new AgiTimeoutError(`Cannot wait longer for the environment: ${timeout} ms are over`),
        );
      }
      wire.start();
    });
  }

  /**
   * Aborts when the call is over, with the {@linkcode AgiHangup} as its reason: because the channel
   * hung up, or because the connection ended. Also while no command runs.
   */
  get signal(): AbortSignal {
    this.#noticeClose();
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#hangup !== undefined) this.#controller.abort(this.#hangup);
    }
    return this.#controller.signal;
  }

  /** Whether the call is over. */
  get hungUp(): boolean {
    return this.#hangup !== undefined || this.#closing !== undefined;
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
    return this.#enqueue(command, options, false);
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
    return this.#enqueue(command, options, true);
  }

  /**
   * Ends the conversation: commands in progress reject, Asterisk is told that no more come, and the
   * connection is closed when Asterisk has closed its side, at the latest after `closeTimeout`.
   */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = this.#wire.close(this.#options.closeTimeout ?? 1000);
      this.#unlisten();
      if (this.#turn !== undefined || this.#controller !== undefined) this.#noticeClose();
    }
    return this.#closing;
  }

  /** Does as {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #enqueue<T>(
    command: Command<T>,
    options: ExecuteOptions,
    evenAfterHangup: boolean,
  ): Promise<T> {
    try {
      options.signal?.throwIfAborted();
      this.#noticeClose();
      const line = commandLine(command, () => this.environment.version);
      const turn = new Turn(command, { line, evenAfterHangup, options });
      const over = this.#end ?? (evenAfterHangup ? undefined : this.#hangup);
      if (over !== undefined) turn.reject(over);
      else this.#queue.push(turn as Turn<unknown>);
      this.#advance();
      return turn.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Begins with the next in the queue, if it is its turn. */
  #advance(): void {
    while (this.#turn === undefined && !this.#reading) {
      const turn = this.#queue.shift();
      if (turn === undefined) return;
      if (!turn.settled) this.#begin(turn);
    }
  }

  #begin(turn: Turn<unknown>): void {
    const { command } = turn;
    this.#turn = turn;
    if (turn.canStop) {
      turn.onStop = () => {
        if (this.#canInterrupt(command)) this.#exchange?.fence();
        else turn.reject(turn.stopReason?.error);
      };
    }
    const { warning } = command;
    if (warning !== undefined) this.#tell({ type: "warning", message: warning });
    this.#send(command, turn.line);
  }

  /** Asterisk has said all that it will say of the command on the wire. */
  #onReply(turn: Turn<unknown>, { verb, reply }: Exchange): void {
    if (this.#options.onEvent !== undefined) {
      const duration = performance.now() - this.#sentAt;
      this.#tell({ type: "reply", verb, status: reply?.status, result: reply?.result, duration });
    }
    const doubtful = this.#doubtful;
    if (doubtful === undefined) return this.#conclude(turn, reply);
    this.#doubtful = undefined;
    if (reply?.status === 511) this.#onDead();
    this.#settle(turn, doubtful, true);
    this.#turn = undefined;
  }

  /** Finds out what the reply to a command means, or that it was stopped and has none. */
  #conclude(turn: Turn<unknown>, reply: Reply | undefined): void {
    const { command, stopReason } = turn;
    turn.onStop = undefined;
    if (reply === undefined || (stopReason && reply.result === command.interruptedResult)) {
      turn.reject(stopReason?.error);
    } else if (reply.status !== 200) {
      turn.reject(replyError(command, reply));
      if (reply.status === 511) this.#onDead();
    } else {
      if (!command.allowedOnDeadChannel) this.#seenAlive = true;
      const ambiguous = !turn.evenAfterHangup && isAmbiguous(command, reply);
      if (ambiguous && this.#hangup === undefined) {
        // The command may have failed because of a hangup.
        this.#doubtful = reply;
        this.#send(CHANNEL_STATUS, "CHANNEL STATUS\n");
        return;
      }
      this.#settle(turn, reply, ambiguous);
    }
    this.#turn = undefined;
  }

  #settle(turn: Turn<unknown>, reply: Reply, ambiguous: boolean): void {
    if (ambiguous && this.#hangup !== undefined) return turn.reject(this.#hangup);
    let value: unknown;
    try {
      value = turn.command.parse(reply);
    } catch (error) {
      return turn.reject(error);
    }
    turn.resolve(value);
  }

  /** Writes one line, and waits for what Asterisk says of it. */
  #send(command: Command<unknown>, line: string): void {
    this.#exchange = new Exchange(this.#wire, command, this.#maxReplyBytes);
    if (this.#options.onEvent !== undefined) {
      this.#sentAt = performance.now();
      this.#tell({ type: "command", verb: command.verb, line: line.slice(0, -1) });
    }
    this.#wire.write(line);
  }

  #canInterrupt({ interruptible }: Command<unknown>): boolean {
    return interruptible === "always" ||
      (interruptible === "eagi" && this.environment.enhanced);
  }

  #onChunk(chunk: Uint8Array): void {
    const lines = this.#lines;
    lines.feed(chunk);
    this.#reading = true;
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      this.#onLine(decodeText(line), lines.mayGoOn);
    }
    this.#reading = false;
    // Only now, when it is known whether a hangup came together with the reply.
    const exchange = this.#exchange;
    if (exchange?.over && this.#turn !== undefined) {
      this.#exchange = undefined;
      this.#onReply(this.#turn, exchange);
    }
    this.#advance();
  }

  #onLine(line: string, mayGoOn: boolean): void {
    const exchange = this.#exchange;
    if (exchange !== undefined && !exchange.over) {
      if (exchange.push(line, mayGoOn)) this.#onHangupLine();
    } else if (line === "HANGUP") {
      this.#onHangupLine();
    } else {
      throw new AgiProtocolError(`Cannot read ${quoteForMessage(line)}: nobody asked for it`);
    }
  }

  /**
   * Asterisk said 511. A channel that was never seen alive may be that of an `h` extension: dead
   * from the start, which is no hangup. Of a hangup it would have told by a HANGUP line as well.
   */
  #onDead(): void {
    if (this.#seenAlive) {
      this.#onHangup(new AgiResultHangup("Asterisk says that the channel is hung up"));
    }
  }

  #onHangupLine(): void {
    this.#onHangup(new AgiResultHangup("Asterisk says that the channel hung up"));
  }

  /** The call is over; commands that Asterisk allows on a dead channel may go on. */
  #onHangup(hangup: AgiHangup, isNews = true): void {
    if (this.#hangup !== undefined) return;
    this.#hangup = hangup;
    if (isNews) this.#tell({ type: "hangup", reason: hangup });
    for (const turn of this.#queue) if (!turn.evenAfterHangup) turn.reject(hangup);
    const answered = this.#exchange === undefined || this.#exchange.over;
    if (this.#turn?.evenAfterHangup === false && !answered) this.#turn.reject(hangup);
    this.#controller?.abort(hangup);
  }

  #onEnd(error: unknown): void {
    if (this.#closing !== undefined) return;
    this.#finish(
      error instanceof AgiException ? error : hangupOfEnd(error, "while the call was in progress"),
    );
    this.close();
  }

  /** Ends a session that was closed when somebody asks; mostly nobody does. */
  #noticeClose(): void {
    if (this.#closing === undefined || this.#end !== undefined) return;
    this.#finish(new AgiSigpipeHangup("The session is closed"), false);
  }

  /** Nothing can be sent any more. */
  #finish(end: AgiException, isNews = true): void {
    if (this.#end !== undefined) return;
    this.#end = this.#hangup ?? end;
    this.#unlisten();
    this.#exchange?.abandon();
    this.#turn?.reject(this.#end);
    for (const turn of this.#queue) turn.reject(this.#end);
    this.#onHangup(end instanceof AgiHangup ? end : hangupOfEnd(end, "by an error"), isNews);
  }

  #unlisten(): void {
    if (this.#onSignal === undefined) return;
    this.#options.hangup?.removeEventListener("abort", this.#onSignal);
  }

  #tell(event: SessionEvent): void {
    try {
      this.#options.onEvent?.(event);
    } catch {
      // A watcher must not harm a call.
    }
  }
}
