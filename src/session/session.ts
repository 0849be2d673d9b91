import { CHANNEL_STATUS, hangupOfEnd, onHangupSignal, replyComesAfter } from "./hangup.ts";
import { concludeResend, mustResend } from "./disturbance.ts";
import { type Answered, InFlight } from "./in_flight.ts";
import { type ExecuteOptions, Turn } from "./turn.ts";
import { lateEnvironment, Opening } from "./opening.ts";
import type { ReplyCounter, SessionOptions } from "./options.ts";
import { rejectLater } from "./rejection.ts";
import { Runaway } from "./runaway.ts";
import { TurnQueue } from "./turn_queue.ts";
import { Watch } from "./watch.ts";
import { Wire } from "./wire.ts";
import type { AnytimeCommand, Command, Reply } from "../command.ts";
import {
  type AgiError,
  AgiException,
  AgiHangup,
  AgiResultHangup,
  AgiSigpipeHangup,
} from "../errors.ts";
import type { Environment } from "../protocol/environment.ts";
import { commandLine } from "../protocol/request.ts";
import type { Duplex } from "../transport/duplex.ts";

export type { ExecuteOptions, ReplyCounter, SessionOptions };

/**
 * A conversation with Asterisk over any pair of web streams: the environment, then one command at a
 * time. It reads continuously, so it also detects a hangup while no command runs. A session knows
 * nothing about individual commands; {@linkcode Channel} has a method for each.
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
  /**
   * What failed commands belong to, so that a server recognizes the unhandled rejections of its
   * calls. The default is the session.
   *
   * @ignore
   */
  owner: object = this;
  #environment!: Environment;
  /** Set until the environment arrives. */
  #opening: Opening<Session> | undefined;
  #wire: Wire;
  #options: SessionOptions;
  #watch: Watch;
  #inFlight: InFlight;
  #lastVerb: string | undefined;
  #queue = new TurnQueue();
  /** The reply to the current command, while the session checks whether it means a hangup. */
  #doubtful: Reply | undefined;
  /** Whether lines are being read. Commands that they trigger are sent after the last line. */
  #reading = false;
  #seenAlive = false;
  #controller: AbortController | undefined;
  #hangup: AgiHangup | undefined;
  /** What every command rejects with once the wire has ended. */
  #end: AgiException | undefined;
  #closing: Promise<void> | undefined;
  #unlisten: (() => void) | undefined;
  #runaway: Runaway | undefined;

  private constructor(duplex: Duplex, options: SessionOptions, opening: Opening<Session>) {
    this.#options = options;
    this.#watch = new Watch(options);
    this.#opening = opening;
    this.#wire = new Wire(duplex, {
      onChunk: (chunk) => this.#onChunk(chunk),
      onEnd: (error) => this.#onEnd(error),
    });
    this.#inFlight = new InFlight(this.#wire, options);
    const timeout = options.environmentTimeout ?? 10_000;
    // The first use of a timer in a process takes a third of a script's startup time.
    if (timeout !== Infinity) this.#wire.expect(timeout, lateEnvironment);
    this.#wire.start();
  }

  /**
   * Takes over both streams and reads the environment.
   *
   * @throws {AgiProtocolError} If it is not an AGI environment, or exceeds a limit.
   * @throws {AgiTimeoutError} If it does not arrive within `environmentTimeout`.
   * @throws {AgiSigpipeHangup} If the connection ends before the environment is complete.
   */
  static start(duplex: Duplex, options: SessionOptions = {}): Promise<Session> {
    return new Promise((resolve, reject) => {
      new Session(duplex, options, new Opening(options, resolve, reject));
    });
  }

  /** The `agi_*` values that Asterisk sent before the first command. */
  get environment(): Environment {
    return this.#environment;
  }

  /**
   * Aborts when the channel is hung up, the connection ends, or the session is closed, even while
   * no command runs. The reason is an {@linkcode AgiHangup}.
   */
  get signal(): AbortSignal {
    this.#noticeClose();
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      const over = this.#hangup ?? this.#end;
      if (over !== undefined) this.#controller.abort(over);
    }
    return this.#controller.signal;
  }

  /** The commands in progress or in the queue, without their arguments, oldest first. */
  get pending(): readonly string[] {
    return this.#queue.pending;
  }

  /** The last command sent, without its arguments, e.g. `GET DATA`; `undefined` without any. */
  get lastCommand(): string | undefined {
    return this.#lastVerb;
  }

  /**
   * Whether the call ended: Asterisk hung up, or the connection ended. Closing the session of a
   * live call does not count.
   */
  get hungUp(): boolean {
    return this.#hangup !== undefined;
  }

  /** What ended the call; `undefined` while it is alive. */
  get hangupReason(): AgiHangup | undefined {
    return this.#hangup;
  }

  /** Whether {@linkcode close} was called, or the connection ended. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Sends a command and waits for its result. Commands sent meanwhile are queued, first in, first
   * out. A failed command does not affect the next one.
   *
   * @throws {AgiHangup} If the call has ended, or ends before the reply.
   * @throws {AgiDeadChannelError} If Asterisk replies 511 on a channel that was dead from the
   * start, as in an `h` extension; see {@linkcode executeAnytime}.
   * @throws {AgiInvalidCommandError} If Asterisk replies 510: it does not know the command.
   * @throws {AgiUsageError} If Asterisk replies 520: the arguments are invalid.
   * @throws {AgiAppError} If the command failed.
   * @throws {AgiUnknownError} If the reply is not one that this package knows.
   * @throws {AgiProtocolError} If Asterisk violates the protocol; the connection is then closed.
   * @throws {AgiTimeoutError} If `timeout` expires first.
   * @throws {TypeError | RangeError} If the command cannot be written as one line.
   */
  execute<T>(command: Command<T>, options: ExecuteOptions = {}): Promise<T> {
    return this.#enqueue(command, options, false);
  }

  /**
   * Same as {@linkcode execute}, but also works after the hangup, as long as Asterisk keeps the
   * connection open.
   *
   * @throws {TypeError} If Asterisk does not allow the command after a hangup.
   */
  executeAnytime<T>(command: AnytimeCommand<T>, options: ExecuteOptions = {}): Promise<T> {
    if (command.allowedOnDeadChannel) return this.#enqueue(command, options, true);
    return this.#refuse(new TypeError(`Cannot send ${command.verb}: not permitted after a hangup`));
  }

  /**
   * Calls `onAbandoned` if the handler still runs `grace` milliseconds after the hangup, or keeps
   * sending commands. Dispose of the returned object when the handler ends.
   */
  abandonAfter(grace: number, onAbandoned: (error: AgiError) => void): Disposable {
    return this.#guard().attend(grace, onAbandoned);
  }

  /**
   * Checks that Asterisk is still there, unless a command is in progress: a line that arrives while
   * one runs can stop it. If no reply comes within 10 seconds, the call ends as if the connection
   * had ended. A command that is sent meanwhile waits for the reply.
   */
  probe(): void {
    if (!this.closed) this.#inFlight.probe();
  }

  /** Rejects the commands in the queue, which are then not sent: their handler has returned. */
  discardQueued(): void {
    // An error, with its stack, takes a twentieth of a short call.
    if (!this.#queue.waits) return;
    this.#queue.rejectWaiting(new AgiSigpipeHangup("The handler has returned"));
  }

  /**
   * Ends the conversation: rejects pending commands, closes the write direction, and closes the
   * connection once Asterisk has closed its side, or after `closeTimeout`.
   */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = this.#wire.close(this.#options.closeTimeout ?? 1000);
      this.#unlisten?.();
      this.#inFlight.abandon();
      if (this.#queue.current !== undefined || this.#controller !== undefined) this.#noticeClose();
    }
    return this.#closing;
  }

  /** Same as {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #enqueue<T>(command: Command<T>, options: ExecuteOptions, evenAfterHangup: boolean): Promise<T> {
    try {
      options.signal?.throwIfAborted();
      this.#noticeClose();
      const line = commandLine(command, () => this.environment.version);
      const turn = new Turn(command, line, options);
      turn.owner = this.owner;
      turn.evenAfterHangup = evenAfterHangup;
      const over = this.#end ?? (evenAfterHangup ? undefined : this.#hangup) ??
        this.#queue.refusalOf(command);
      if (over !== undefined) {
        turn.reject(over, this.#guard().refused());
      } else {
        this.#queue.add(turn as Turn<unknown>);
        this.#advance();
      }
      return turn.promise;
    } catch (error) {
      return this.#refuse(error);
    }
  }

  /** Rejects a command that cannot be sent. */
  #refuse(error: unknown): Promise<never> {
    return rejectLater(error, this.#guard().refused(), this.owner);
  }

  #guard(): Runaway {
    return this.#runaway ??= new Runaway(this.#hangup !== undefined);
  }

  /** Sends the next command of the queue if none is in progress. */
  #advance(): void {
    if (this.#queue.current !== undefined || this.#reading || this.#inFlight.waiting) return;
    const turn = this.#queue.next();
    if (turn !== undefined) this.#begin(turn);
  }

  #begin(turn: Turn<unknown>): void {
    const { command } = turn;
    if (turn.canStop) {
      turn.onStop = () => {
        if (!turn.canInterrupt(this.environment)) return turn.reject(turn.stopReason?.error);
        this.#inFlight.fence();
        // While the session checks a doubtful reply, the one on the wire is not the command's.
        turn.giveUpSoon(() => this.#doubtful === undefined ? this.#inFlight.reply : undefined);
      };
    }
    if (command.warning !== undefined) this.#watch.warned(command.warning);
    this.#send(command, turn.line);
  }

  /** The command on the wire was answered, or stopped. */
  #onReply(turn: Turn<unknown>, answered: Answered): void {
    this.#watch.answered(answered);
    this.#runaway?.answered();
    const doubtful = this.#doubtful;
    if (this.#options.shared) {
      if (mustResend(turn, answered, this.environment)) {
        return doubtful === undefined ? this.#begin(turn) : this.#checkChannel();
      }
      const stray = concludeResend(turn, answered, this.environment);
      if (stray !== undefined) this.#watch.stray(stray);
    }
    const { reply } = answered;
    if (doubtful === undefined) return this.#conclude(turn, reply);
    this.#doubtful = undefined;
    if (reply?.status === 511) this.#onDead();
    turn.concludeDoubtful(doubtful, this.#hangup);
    this.#queue.current = undefined;
  }

  /** Interprets the reply to a command; `undefined` if the command was stopped and has none. */
  #conclude(turn: Turn<unknown>, reply: Reply | undefined): void {
    turn.onStop = undefined;
    if (reply === undefined || turn.isStoppedBy(reply)) {
      turn.reject(turn.stopReason?.error);
    } else {
      if (reply.status === 511) this.#onDead();
      else if (reply.status === 200 && !turn.command.allowedOnDeadChannel) this.#seenAlive = true;
      if (!turn.conclude(reply, this.#hangup)) {
        this.#doubtful = reply;
        return this.#checkChannel();
      }
    }
    this.#queue.current = undefined;
  }

  #checkChannel(): void {
    this.#send(CHANNEL_STATUS, "CHANNEL STATUS\n");
  }

  /** Sends one line and expects its reply. */
  #send(command: Command<unknown>, line: string): void {
    this.#lastVerb = command.verb;
    this.#watch.sent(command.verb, line);
    this.#inFlight.send(command, line);
  }

  /** Reads part of the environment. */
  #open(chunk: Uint8Array, opening: Opening<Session>): void {
    const environment = opening.push(chunk);
    if (environment === undefined) return;
    this.#environment = environment;
    this.#opening = undefined;
    this.#wire.met();
    const { hangup } = this.#options;
    this.#unlisten = hangup && onHangupSignal(hangup, (reason) => this.#onHangup(reason));
    opening.resolve(this);
    if (opening.rest.length > 0) this.#onChunk(opening.rest);
  }

  #onChunk(chunk: Uint8Array): void {
    if (this.#opening !== undefined) return this.#open(chunk, this.#opening);
    let answered = this.#inFlight.takeWhole(chunk);
    if (answered === undefined) {
      this.#reading = true;
      answered = this.#inFlight.take(chunk, this.#onHangupLine);
      this.#reading = false;
      if (answered?.stray !== undefined) this.#watch.stray(answered.stray);
    }
    const { current } = this.#queue;
    if (answered !== undefined && current !== undefined) this.#onReply(current, answered);
    this.#advance();
  }

  /**
   * Asterisk replied 511. A channel that was never seen alive may belong to an `h` extension: it
   * was dead from the start, so this is not a hangup. Asterisk reports a real hangup with a HANGUP
   * line as well.
   */
  #onDead(): void {
    if (this.#seenAlive) this.#onHangup(new AgiResultHangup("Channel was hung up (511)"));
  }

  #onHangupLine = (): void => {
    this.#onHangup(new AgiResultHangup("Channel was hung up (HANGUP line)"));
  };

  /** The call ended. Commands that Asterisk allows on a dead channel still run. */
  #onHangup(hangup: AgiHangup): void {
    if (this.#hangup !== undefined) return;
    this.#hangup = hangup;
    this.#watch.hungUp(hangup);
    this.#queue.rejectWaiting(hangup, "living-only");
    const { current } = this.#queue;
    const waits = current?.evenAfterHangup === false && this.#inFlight.waiting;
    if (waits && !replyComesAfter(hangup)) {
      current.reject(hangup);
    }
    this.#controller?.abort(hangup);
    this.#runaway?.hungUp();
  }

  #onEnd(error: unknown): void {
    if (this.#opening !== undefined) return this.#opening.fail(error);
    if (this.#closing !== undefined) return;
    const isOwn = error instanceof AgiException;
    const end = isOwn ? error : hangupOfEnd(error, "while the call was in progress");
    this.#finish(end);
    this.#onHangup(end instanceof AgiHangup ? end : hangupOfEnd(end, "by an error"));
    this.close();
  }

  /** Lazily finishes a closed session: usually nobody looks at it again. */
  #noticeClose(): void {
    if (this.#closing === undefined || this.#end !== undefined) return;
    this.#finish(new AgiSigpipeHangup("Session is closed"));
    this.#controller?.abort(this.#end);
  }

  /** Rejects all commands: nothing can be sent anymore. */
  #finish(end: AgiException): void {
    if (this.#end !== undefined) return;
    this.#end = this.#hangup ?? end;
    this.#unlisten?.();
    this.#inFlight.abandon();
    this.#queue.current?.reject(this.#end);
    this.#queue.rejectWaiting(this.#end);
  }
}
