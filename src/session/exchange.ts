import type { Command, Reply } from "../command.ts";
import { AgiProtocolError } from "../errors.ts";
import type { MemoryBudget } from "../protocol/memory_budget.ts";
import { ReplyReader } from "../protocol/reply.ts";
import type { Wire } from "./wire.ts";

/** Initial and maximum delay before an unanswered fence is followed by another one (ms). */
const NUDGE_AFTER = 50;
const NUDGE_AFTER_AT_MOST = 1000;

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
 */
export class Exchange {
  /** The command without its arguments. */
  readonly verb: string;
  #wire: Wire;
  #reader: ReplyReader;
  /** The tokens of unanswered fences; most commands need none. */
  #tokens: string[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** Prepares for the reply to `command`; sending it is up to the caller. */
  constructor(
    wire: Wire,
    command: Command<unknown>,
    maxReplyBytes: number,
    budget?: MemoryBudget,
  ) {
    this.verb = command.verb;
    this.#wire = wire;
    this.#reader = new ReplyReader(command, maxReplyBytes, budget);
  }

  /** Whether the reply is complete. */
  get over(): boolean {
    return this.#over;
  }

  /** The reply; `undefined` if the command was stopped and Asterisk did not answer it. */
  get reply(): Reply | undefined {
    return this.#reader.reply;
  }

  /**
   * Reads a line. Returns whether it reported a hangup.
   *
   * @throws {AgiProtocolError} If the line does not belong to a reply.
   */
  push(line: string, mayGoOn: boolean): boolean {
    const tokens = this.#tokens;
    for (let index = 0; tokens !== undefined && index < tokens.length; index++) {
      const answer = `200 result=1 (${tokens[index]})`;
      if (!line.endsWith(answer)) continue;
      // Asterisk drops output that is not read in time, so the end of a text or the reply to an earlier
      // fence may be missing.
      if (line !== answer) this.#reader.push(line.slice(0, -answer.length), true);
      tokens.splice(0, index + 1);
      return tokens.length === 0 && this.#passFence();
    }
    switch (this.#reader.push(line, mayGoOn)) {
      case "hangup":
        return true;
      case "unbounded":
        this.fence();
        break;
      case "done":
        if (!this.#fenced) this.#end();
    }
    return false;
  }

  /** Sends a fence, and further ones until one is answered. */
  fence(): void {
    if (this.#over || this.#fenced) return;
    this.#sendFence(NUDGE_AFTER, performance.now() + FENCE_TIMEOUT);
  }

  /** Ends the exchange without a reply: the wire ended. */
  abandon(): void {
    this.#reader.abandon();
    this.#end();
  }

  #sendFence(nudgeAfter: number, deadline: number): void {
    if (performance.now() > deadline) {
      const seconds = FENCE_TIMEOUT / 1000;
      this.#wire.fail(
        new AgiProtocolError(`Lost sync with Asterisk: no reply within ${seconds} s`),
      );
      return;
    }
    const token = `tipring-${crypto.randomUUID()}`;
    (this.#tokens ??= []).push(token);
    this.#wire.writeAtOnce(`GET FULL VARIABLE "${token}"\n`);
    this.#timer = setTimeout(
      () => this.#sendFence(Math.min(2 * nudgeAfter, NUDGE_AFTER_AT_MOST), deadline),
      nudgeAfter,
    );
  }

  /** Whether a fence is unanswered. */
  get #fenced(): boolean {
    return this.#tokens !== undefined && this.#tokens.length > 0;
  }

  /** Ends the exchange at its last fence. Returns whether a hangup was reported meanwhile. */
  #passFence(): boolean {
    if (this.#reader.reply === undefined && this.#reader.begun) this.#reader.finish();
    this.#end();
    return this.#reader.hungUp;
  }

  #end(): void {
    this.#over = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }
}
