import type { Command, Reply } from "../command.ts";
import { AgiProtocolError, AgiSigpipeHangup } from "../errors.ts";
import { ReplyReader } from "../protocol/reply.ts";
import { MAX_REPLY_BYTES, type SessionOptions } from "./options.ts";
import { isRefusal, isReply, NO_COMMAND } from "./stray.ts";
import type { Wire } from "./wire.ts";

/** Initial and maximum delay before an unanswered fence is followed by another one (ms). */
const NUDGE_AFTER = 50;
const NUDGE_AFTER_AT_MOST = 1000;

/** Maximum number of lines to discard in a conversation. */
const MAX_DISCARDED = 1000;

/** How long to wait for the reply to a fence (ms). */
const FENCE_TIMEOUT = 10_000;

/**
 * One command on the wire, from the moment it is sent until its reply is complete.
 *
 * A fence is a command with a unique reply: `GET FULL VARIABLE` of a random token. Asterisk replies
 * with that token, whether the channel is alive or dead. It replies in order, so everything before
 * the token belongs to this command. Two cases need a fence: stopping a command, which may or may
 * not be answered then, and finding the end of a text that can contain anything.
 *
 * Asterisk polls the file descriptor but reads line by line: a fence that arrives together with the
 * command stays unseen in its buffer until more bytes arrive. So an unanswered fence is followed by
 * another one, and the exchange ends when the last one is answered.
 *
 * On a shared connection, where something else may write lines too, two more cases need a fence:
 * an extra reply, and a reply that may answer such a line. Asterisk answers most of them by a 510.
 */
export class Exchange {
  /** The command without its arguments. */
  readonly verb: string;
  /** Number of lines of the conversation that were discarded so far. */
  discarded = 0;
  #wire: Wire;
  #command: Command<unknown>;
  #options: SessionOptions;
  #reader: ReplyReader;
  /** The tokens of unanswered fences; most commands need none. */
  #tokens: string[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first of the unanswered fences was sent. */
  #fencedAt = 0;
  #over = false;
  /** A 510 or 520 that may answer a line of something else, until the fence after it is answered. */
  #refusal: Reply | undefined;
  #stray: number | undefined;
  /** Whether all lines are discarded until the fence is answered. */
  #discarding = false;

  /** Prepares for the reply to `command`; sending it is up to the caller. */
  constructor(wire: Wire, command: Command<unknown>, options: SessionOptions) {
    this.verb = command.verb;
    this.#wire = wire;
    this.#command = command;
    this.#options = options;
    this.#reader = this.#newReader();
  }

  /** Whether the reply is complete. */
  get over(): boolean {
    return this.#over;
  }

  /** The reply; `undefined` if the command was stopped and Asterisk did not answer it. */
  get reply(): Reply | undefined {
    return this.#reader.reply ?? this.#refusal;
  }

  /**
   * The status of the first reply to a line that the session did not send; `undefined` if there was
   * none.
   */
  get stray(): number | undefined {
    return this.#stray;
  }

  /**
   * Reads a line. Returns whether it reported a hangup.
   *
   * @throws {AgiProtocolError} If the line does not belong to a reply.
   */
  push(line: string, mayGoOn: boolean): boolean {
    const isExtra = this.#discarding ||
      (this.#options.shared === true && this.#reader.ended && isReply(line));
    const tokens = this.#tokens;
    for (let index = 0; tokens !== undefined && index < tokens.length; index++) {
      const answer = `200 result=1 (${tokens[index]})`;
      if (!line.endsWith(answer)) continue;
      // Asterisk drops output that is not read in time, so the end of a text or the reply to an earlier
      // fence may be missing.
      if (line !== answer && !isExtra) this.#reader.push(line.slice(0, -answer.length), true);
      tokens.splice(0, index + 1);
      if (tokens.length === 0) return this.#passFence();
      // The others are on the way. More of them would never let an exchange over a slow network end.
      const roundTrip = performance.now() - this.#fencedAt;
      this.#nudgeAfter(Math.max(NUDGE_AFTER, Math.min(roundTrip, FENCE_TIMEOUT - roundTrip)));
      return false;
    }
    if (isExtra && line !== "HANGUP") {
      this.discard(line);
      return false;
    }
    switch (this.#reader.push(line, mayGoOn)) {
      case "hangup":
        return true;
      case "unbounded":
        this.fence();
        break;
      case "done":
        if (this.#options.shared) this.#doubt();
        if (!this.#fenced) this.#end();
    }
    return false;
  }

  /**
   * Discards a reply to a line that the session did not send, and all others before a fence.
   *
   * @throws {AgiProtocolError} If there are too many.
   */
  discard(line: string): void {
    if (++this.discarded > MAX_DISCARDED) {
      throw new AgiProtocolError(
        `Asterisk answered more than ${MAX_DISCARDED} lines that something else wrote`,
      );
    }
    this.#discarding = true;
    this.#stray ??= Number(line.slice(0, 3));
    this.#over = false;
    this.fence();
  }

  /** Sends a fence, and further ones until one is answered. */
  fence(): void {
    if (this.#over || this.#fenced) return;
    this.#fencedAt = performance.now();
    this.#sendFence(NUDGE_AFTER);
  }

  /** Ends the exchange without a reply: the wire ended. */
  abandon(): void {
    this.#reader.abandon();
    this.#end();
  }

  /** Sends a fence after a reply that shows that something else may have written a line. */
  #doubt(): void {
    const reply = this.#reader.reply;
    if (reply !== undefined && isRefusal(reply)) {
      // The reply to the command may follow.
      this.#stray ??= this.#refusal?.status;
      this.#refusal = reply;
      this.#reader = this.#newReader();
    } else if (reply?.result !== this.#command.interruptedResult) {
      return;
    }
    this.fence();
  }

  #newReader(): ReplyReader {
    const { maxReplyBytes = MAX_REPLY_BYTES, budget } = this.#options;
    return new ReplyReader(this.#command, maxReplyBytes, budget);
  }

  #sendFence(nudgeAfter: number): void {
    if (performance.now() > this.#fencedAt + FENCE_TIMEOUT) {
      const seconds = FENCE_TIMEOUT / 1000;
      this.#wire.fail(
        this.#command === NO_COMMAND && this.#stray === undefined
          ? new AgiSigpipeHangup(`Asterisk is gone: no reply within ${seconds} s`)
          : new AgiProtocolError(`Lost sync with Asterisk: no reply within ${seconds} s`),
      );
      return;
    }
    const token = `tipring-${crypto.randomUUID()}`;
    (this.#tokens ??= []).push(token);
    this.#wire.writeAtOnce(`GET FULL VARIABLE "${token}"\n`);
    this.#nudgeAfter(nudgeAfter);
  }

  /** Sends another fence after a time in milliseconds, unless the exchange ends before. */
  #nudgeAfter(delay: number): void {
    clearTimeout(this.#timer);
    const next = Math.min(2 * delay, NUDGE_AFTER_AT_MOST);
    this.#timer = setTimeout(() => this.#sendFence(next), delay);
  }

  /** Whether a fence is unanswered. */
  get #fenced(): boolean {
    return this.#tokens !== undefined && this.#tokens.length > 0;
  }

  /** Ends the exchange at its last fence. Returns whether a hangup was reported meanwhile. */
  #passFence(): boolean {
    if (this.#reader.reply === undefined && this.#reader.begun) this.#reader.finish();
    if (this.#reader.reply !== undefined) {
      this.#stray ??= this.#refusal?.status ?? this.#reader.surplus;
    }
    this.#end();
    return this.#reader.hungUp;
  }

  #end(): void {
    this.#over = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }
}
