import type { Command, Reply } from "../command.ts";
import { AgiProtocolError } from "../errors.ts";
import { ReplyReader } from "../protocol/reply.ts";
import type { Wire } from "./wire.ts";

/** How long a fence may stay unanswered before another is sent, at first and at most (ms). */
const NUDGE_AFTER = 50;
const NUDGE_AFTER_AT_MOST = 1000;

/** How long a fence may stay unanswered at all (ms). */
const FENCE_TIMEOUT = 10_000;

/**
 * One command on the wire, from the moment it is sent until Asterisk has said all that it will say
 * of it.
 *
 * A fence is a command whose reply nobody else can give: `GET FULL VARIABLE` of a random token,
 * which Asterisk answers with that token, on a living channel and on a dead one. Asterisk answers
 * in order, so all that comes before the token belongs to this command. It is needed twice: to stop
 * a command, which then may be answered or not, and to find the end of a text that can hold
 * anything.
 *
 * Asterisk watches the raw descriptor but reads by lines: a fence that arrives together with the
 * command stays in its buffer, unseen, until more bytes come. So an unanswered fence is followed by
 * another, and the exchange is over when the last one is answered.
 */
export class Exchange {
  /** The words of the command. */
  readonly verb: string;
  #wire: Wire;
  #reader: ReplyReader;
  /** Those of the fences that are not answered; most commands need none. */
  #tokens: string[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** Prepares for the reply of `command`, which is not sent here. */
  constructor(wire: Wire, command: Command<unknown>, maxReplyBytes: number) {
    this.verb = command.verb;
    this.#wire = wire;
    this.#reader = new ReplyReader(command, maxReplyBytes);
  }

  /** Whether all is said. */
  get over(): boolean {
    return this.#over;
  }

  /** The reply; `undefined` where the command was stopped and Asterisk did not answer it. */
  get reply(): Reply | undefined {
    return this.#reader.reply;
  }

  /**
   * Takes a line. Returns whether it told of a hangup.
   *
   * @throws {AgiProtocolError} If it belongs to no reply.
   */
  push(line: string, mayGoOn: boolean): boolean {
    const tokens = this.#tokens;
    for (let index = 0; tokens !== undefined && index < tokens.length; index++) {
      const answer = `200 result=1 (${tokens[index]})`;
      if (!line.endsWith(answer)) continue;
      // Asterisk drops what a reader does not take: text before, or the answer to a fence before.
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

  /** Sends a fence, and more of them as long as none is answered. */
  fence(): void {
    if (this.#over || this.#fenced) return;
    this.#sendFence(NUDGE_AFTER, performance.now() + FENCE_TIMEOUT);
  }

  /** Gives up: the wire is at its end. */
  abandon(): void {
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

  /** Whether a fence is not answered yet. */
  get #fenced(): boolean {
    return this.#tokens !== undefined && this.#tokens.length > 0;
  }

  /** Ends the exchange at its last fence. Returns whether a hangup was told meanwhile. */
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
