import type { Command, Reply } from "../command.ts";
import { AgiProtocolError } from "../errors.ts";
import { Lines } from "../protocol/lines.ts";
import { decodeText, quoteLine } from "../protocol/text.ts";
import { readWholeReply } from "../protocol/whole_reply.ts";
import { Exchange } from "./exchange.ts";
import { MAX_REPLY_BYTES, type SessionOptions } from "./options.ts";
import { isReply, NO_COMMAND } from "./stray.ts";
import type { Wire } from "./wire.ts";

/** Maximum number of HANGUP lines in a conversation. Asterisk sends two or three. */
const MAX_HANGUPS = 16;

/** A command that ended. `reply` is `undefined` if it was stopped and not answered. */
export interface Answered {
  readonly verb: string;
  readonly reply: Reply | undefined;
  /** The status of a reply to a line that the session did not send, if one came as well. */
  readonly stray?: number | undefined;
}

/**
 * The command on the wire, and Asterisk's output while it runs. Nearly every reply is exactly one
 * chunk and takes the fast path; lines and an {@linkcode Exchange} are created only for the others.
 */
export class InFlight {
  #wire: Wire;
  #options: SessionOptions;
  #maxReplyBytes: number;
  /** Whether a command was sent. A reply before that is a mistake of the peer, and not stray. */
  #begun = false;
  #hangups = 0;
  /** Number of lines that earlier exchanges discarded. */
  #discarded = 0;
  /** Splits chunks that are not exactly one reply; most conversations need none. */
  #lines: Lines | undefined;
  /** The command, until part of its reply arrives or a fence is sent. */
  #asked: Command<unknown> | undefined;
  /** The exchange of the command from then on. */
  #exchange: Exchange | undefined;

  constructor(wire: Wire, options: SessionOptions) {
    this.#wire = wire;
    this.#options = options;
    this.#maxReplyBytes = options.maxReplyBytes ?? MAX_REPLY_BYTES;
  }

  /** Whether a command is waiting for its reply, or a stray line for its fence. */
  get waiting(): boolean {
    return this.#asked !== undefined || this.#exchange?.over === false;
  }

  /** The reply, if it is complete but the fence after it is not answered yet. */
  get reply(): Reply | undefined {
    return this.#exchange?.reply;
  }

  /** Sends a command. */
  send(command: Command<unknown>, line: string): void {
    this.#asked = command;
    this.#begun = true;
    this.#wire.write(line);
  }

  /** Stops the command; see {@linkcode Exchange.fence}. */
  fence(): void {
    this.#follow()?.fence();
  }

  /**
   * Checks that Asterisk answers, if nothing waits for a reply. The wire fails if it does not. Sends
   * `GET FULL VARIABLE` of a random text, which Asterisk answers whether the channel is alive or not.
   */
  probe(): void {
    if (this.waiting) return;
    this.#exchange = this.#newExchange(NO_COMMAND);
    this.#exchange.fence();
  }

  /** Abandons the command: the wire ended. */
  abandon(): void {
    this.#asked = undefined;
    this.#exchange?.abandon();
    this.#lines?.clear();
  }

  /** Reads a chunk that is exactly the reply to the command; `undefined` for any other chunk. */
  takeWhole(chunk: Uint8Array): Answered | undefined {
    const asked = this.#asked;
    if (asked === undefined || this.#lines?.begun) return undefined;
    if (chunk.length > this.#maxReplyBytes) return undefined;
    const reply = readWholeReply(asked, chunk);
    if (reply === undefined) return undefined;
    if (this.#options.shared && reply.result === asked.interruptedResult) return undefined;
    this.#asked = undefined;
    return { verb: asked.verb, reply };
  }

  /**
   * Reads any other chunk. Returns the command once it is answered.
   *
   * @param onHangup Called for a HANGUP line.
   * @throws {AgiProtocolError} If a line does not belong to a reply, or is too long.
   */
  take(chunk: Uint8Array, onHangup: () => void): Answered | undefined {
    const lines = this.#lines ??= new Lines(this.#maxReplyBytes, this.#options.budget);
    lines.feed(chunk);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      if (!this.#isHangup(decodeText(line), lines.mayGoOn)) continue;
      if (++this.#hangups > MAX_HANGUPS) {
        throw new AgiProtocolError(`Asterisk sent more than ${MAX_HANGUPS} HANGUP lines`);
      }
      onHangup();
    }
    // Only now is it known whether a hangup arrived together with the reply.
    const exchange = this.#exchange;
    if (!exchange?.over) return undefined;
    this.#exchange = undefined;
    this.#discarded = exchange.discarded;
    return exchange;
  }

  #isHangup(line: string, mayGoOn: boolean): boolean {
    const exchange = this.#follow();
    if (exchange?.over === false) return exchange.push(line, mayGoOn);
    if (line === "HANGUP") return true;
    if (this.#options.shared && isReply(line) && (this.#begun || !line.startsWith("200"))) {
      this.#exchange ??= this.#newExchange(NO_COMMAND);
      this.#exchange.discard(line);
      return false;
    }
    throw new AgiProtocolError(`Unexpected line from Asterisk: ${quoteLine(line)}`);
  }

  #newExchange(command: Command<unknown>): Exchange {
    const exchange = new Exchange(this.#wire, command, this.#options);
    exchange.discarded = this.#discarded;
    return exchange;
  }

  /** Returns the exchange of the command, creating it if necessary. */
  #follow(): Exchange | undefined {
    if (this.#asked !== undefined) {
      this.#exchange = this.#newExchange(this.#asked);
      this.#asked = undefined;
    }
    return this.#exchange;
  }
}
