import { Abandonment } from "./abandonment.ts";
import { CHANNEL_STATUS, hangupOf, hangupOfEnd, isAmbiguous } from "./hangup.ts";
import { type Answered, InFlight } from "./in_flight.ts";
import { type ExecuteOptions, Turn } from "./turn.ts";
import { lateEnvironment, Opening } from "./opening.ts";
import type { ReplyCounter, SessionOptions } from "./options.ts";
import { EXCESSIVE, Refusals } from "./refusals.ts";
import { Watch } from "./watch.ts";
import { Wire } from "./wire.ts";
import type { AnytimeCommand, Command, Reply } from "../command.ts";
import {
  AgiError,
  AgiException,
  AgiHangup,
  AgiResultHangup,
  AgiSighupHangup,
  AgiSigpipeHangup,
} from "../errors.ts";
import type { Environment } from "../protocol/environment.ts";
import { replyError } from "../protocol/failure.ts";
import { commandLine } from "../protocol/request.ts";
import type { Duplex } from "../transport/duplex.ts";

export type { ExecuteOptions, ReplyCounter, SessionOptions };

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
  #environment!: Environment;
  /** Until the environment has come. */
  #opening: Opening<Session> | undefined;
  #wire: Wire;
  #options: SessionOptions;
  #watch: Watch;
  #inFlight: InFlight;
  #lastVerb: string | undefined;
  #queue: Turn<unknown>[] = [];
  #turn: Turn<unknown> | undefined;
  /** The last command that takes the conversation for itself. */
  #exclusive: Turn<unknown> | undefined;
  /** The reply to the command of the turn, while the session checks whether it means a hangup. */
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
  #refusals: Refusals | undefined;
  #abandonment: Abandonment | undefined;

  private constructor(
    duplex: Duplex,
    options: SessionOptions,
    resolve: (session: Session) => void,
    reject: (error: AgiException) => void,
  ) {
    this.#options = options;
    this.#watch = new Watch(options);
    this.#opening = new Opening(options, resolve, reject);
    this.#wire = new Wire(duplex, {
      onChunk: (chunk) => this.#onChunk(chunk),
      onEnd: (error) => this.#onEnd(error),
    });
    this.#inFlight = new InFlight(this.#wire, options.maxReplyBytes ?? 1024 * 1024);
    const timeout = options.environmentTimeout ?? 10_000;
    // The first use of a timer in a process costs a script a third of its start.
    if (timeout !== Infinity) this.#wire.expect(timeout, lateEnvironment);
    this.#wire.start();
  }

  /**
   * Takes hold of both streams and reads the environment.
   *
   * @throws {AgiProtocolError} If it is none, or larger than a limit.
   * @throws {AgiTimeoutError} If it did not come in time.
   * @throws {AgiSigpipeHangup} If the connection ended before it was whole.
   */
  static start(duplex: Duplex, options: SessionOptions = {}): Promise<Session> {
    return new Promise((resolve, reject) => new Session(duplex, options, resolve, reject));
  }

  /** What Asterisk said of the call before the first command. */
  get environment(): Environment {
    return this.#environment;
  }

  /**
   * Aborts when the call is over, with the {@linkcode AgiHangup} as its reason: because the channel
   * hung up, or because the connection ended. Also while no command runs, and when the session is
   * closed.
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

  /** The commands that wait for their replies or their turn, by their words; the oldest first. */
  get pending(): readonly string[] {
    const turns = this.#turn === undefined ? this.#queue : [this.#turn, ...this.#queue];
    return turns.filter(({ settled }) => !settled).map(({ command }) => command.verb);
  }

  /** The words of the last command that was sent, e.g. `GET DATA`; `undefined` before the first. */
  get lastCommand(): string | undefined {
    return this.#lastVerb;
  }

  /**
   * Whether the call is over: Asterisk hung up, or the connection ended. Closing the session on a
   * living call does not make it so.
   */
  get hungUp(): boolean {
    return this.#hangup !== undefined;
  }

  /** What ended the call; `undefined` while it lives. */
  get hangupReason(): AgiHangup | undefined {
    return this.#hangup;
  }

  /** Whether {@linkcode close} was called, or the connection is gone. */
  get closed(): boolean {
    return this.#closing !== undefined;
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
   * @throws {AgiHangup} If the call is over, or ends before the reply.
   * @throws {AgiDeadChannelError} If Asterisk replies 511 on a channel that was dead from the start, as
   * in an `h` extension; see {@linkcode executeAnytime}.
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
   * Calls `onAbandoned` if the call is over and the handler still runs `grace` milliseconds later, or
   * keeps on sending commands. Dispose of what is returned when the handler has ended.
   */
  abandonAfter(grace: number, onAbandoned: (error: AgiError) => void): Disposable {
    const abandonment = new Abandonment(grace, onAbandoned);
    this.#abandonment = abandonment;
    if (this.#hangup !== undefined) abandonment.begin();
    return abandonment;
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
      const turn = new Turn(command, line, evenAfterHangup, options);
      const over = this.#end ?? (evenAfterHangup ? undefined : this.#hangup) ??
        this.#refusal(command);
      if (command.exclusive !== undefined) this.#exclusive ??= turn as Turn<unknown>;
      if (over !== undefined) {
        turn.reject(over, this.#refuse());
      } else {
        this.#queue.push(turn as Turn<unknown>);
        this.#advance();
      }
      return turn.promise;
    } catch (error) {
      const delay = this.#refuse();
      if (delay === 0) return Promise.reject(error);
      return new Promise((_, reject) => setTimeout(() => reject(error), delay));
    }
  }

  /** Why a command can't be taken now, if a command before it wants to be alone. */
  #refusal({ verb }: Command<unknown>): AgiError | undefined {
    if (this.#exclusive === undefined) return undefined;
    if (!this.#exclusive.settled) {
      return new AgiError(`${verb} was not sent: ${this.#exclusive.command.exclusive}`);
    }
    this.#exclusive = undefined;
    return undefined;
  }

  /** Counts a command that is not sent. Returns how many milliseconds to wait with the error. */
  #refuse(): number {
    const refusals = this.#refusals ??= new Refusals();
    const delay = refusals.next();
    if (this.hungUp && refusals.excessive) this.#abandonment?.now(new AgiError(EXCESSIVE));
    return delay;
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
        if (this.#canInterrupt(command)) this.#inFlight.fence();
        else turn.reject(turn.stopReason?.error);
      };
    }
    this.#send(command, turn.line);
  }

  /** Asterisk has said all that it will say of the command on the wire. */
  #onReply(turn: Turn<unknown>, answered: Answered): void {
    this.#watch.answered(answered);
    this.#refusals?.reset();
    const { reply } = answered;
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
      if (reply.status === 511) this.#onDead();
      const hangup = turn.evenAfterHangup || reply.status !== 511 ? undefined : this.#hangup;
      turn.reject(hangup ?? replyError(command, reply));
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
    if (ambiguous && this.#hangup !== undefined) turn.reject(this.#hangup);
    else turn.read(reply);
  }

  /** Writes one line, whose reply comes next. */
  #send(command: Command<unknown>, line: string): void {
    this.#lastVerb = command.verb;
    this.#watch.sent(command.verb, line);
    this.#inFlight.send(command, line);
  }

  #canInterrupt({ interruptible }: Command<unknown>): boolean {
    return interruptible === "always" ||
      (interruptible === "eagi" && this.environment.enhanced);
  }

  /** A part of the environment came. */
  #open(chunk: Uint8Array, opening: Opening<Session>): void {
    const environment = opening.push(chunk);
    if (environment === undefined) return;
    this.#environment = environment;
    this.#opening = undefined;
    this.#wire.met();
    this.#listen();
    opening.resolve(this);
    if (opening.rest.length > 0) this.#onChunk(opening.rest);
  }

  /** From here on a hangup can come by other means than the connection. */
  #listen(): void {
    const { hangup } = this.#options;
    if (hangup?.aborted) {
      this.#onHangup(hangupOf(hangup));
    } else if (hangup !== undefined) {
      this.#onSignal = () => this.#onHangup(hangupOf(hangup));
      hangup.addEventListener("abort", this.#onSignal);
    }
  }

  #onChunk(chunk: Uint8Array): void {
    if (this.#opening !== undefined) return this.#open(chunk, this.#opening);
    let answered = this.#inFlight.takeWhole(chunk);
    if (answered === undefined) {
      this.#reading = true;
      answered = this.#inFlight.take(chunk, this.#onHangupLine);
      this.#reading = false;
    }
    if (answered !== undefined && this.#turn !== undefined) this.#onReply(this.#turn, answered);
    this.#advance();
  }

  /**
   * Asterisk said 511. A channel that was never seen alive may be that of an `h` extension: dead
   * from the start, which is no hangup. Of a hangup it would have told by a HANGUP line as well.
   */
  #onDead(): void {
    if (this.#seenAlive) {
      this.#onHangup(new AgiResultHangup("The channel is hung up (Asterisk replied 511)"));
    }
  }

  #onHangupLine = (): void => {
    this.#onHangup(new AgiResultHangup("The channel hung up"));
  };

  /** The call is over; commands that Asterisk allows on a dead channel may go on. */
  #onHangup(hangup: AgiHangup): void {
    if (this.#hangup !== undefined) return;
    this.#hangup = hangup;
    this.#watch.hungUp(hangup);
    for (const turn of this.#queue) if (!turn.evenAfterHangup) turn.reject(hangup);
    // Asterisk writes the reply to a command that the hangup ends, then sends SIGHUP: the reply is in the
    // pipe. By any other way the reply would have come first.
    const replyComes = hangup instanceof AgiSighupHangup;
    if (this.#turn?.evenAfterHangup === false && this.#inFlight.waiting && !replyComes) {
      this.#turn.reject(hangup);
    }
    this.#controller?.abort(hangup);
    this.#abandonment?.begin();
  }

  #onEnd(error: unknown): void {
    if (this.#opening !== undefined) return this.#opening.fail(error);
    if (this.#closing !== undefined) return;
    const end = error instanceof AgiException
      ? error
      : hangupOfEnd(error, "while the call was in progress");
    this.#finish(end);
    this.#onHangup(end instanceof AgiHangup ? end : hangupOfEnd(end, "by an error"));
    this.close();
  }

  /** Lazily finishes a closed session: usually nobody looks at it again. */
  #noticeClose(): void {
    if (this.#closing === undefined || this.#end !== undefined) return;
    this.#finish(new AgiSigpipeHangup("The session is closed"));
    this.#controller?.abort(this.#end);
  }

  /** Nothing can be sent any more. */
  #finish(end: AgiException): void {
    if (this.#end !== undefined) return;
    this.#end = this.#hangup ?? end;
    this.#unlisten();
    this.#inFlight.abandon();
    this.#turn?.reject(this.#end);
    for (const turn of this.#queue) turn.reject(this.#end);
  }

  #unlisten(): void {
    if (this.#onSignal === undefined) return;
    this.#options.hangup?.removeEventListener("abort", this.#onSignal);
  }
}
