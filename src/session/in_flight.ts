import type { Command, Reply } from "../command.ts";
import { AgiProtocolError } from "../errors.ts";
import { quoteMasked } from "../protocol/failure.ts";
import { Lines } from "../protocol/lines.ts";
import { decodeText } from "../protocol/text.ts";
import { readWholeReply } from "../protocol/whole_reply.ts";
import { Exchange } from "./exchange.ts";
import type { Wire } from "./wire.ts";

/** A command that was answered, or stopped; then `reply` may be `undefined`. */
export interface Answered {
  readonly verb: string;
  readonly reply: Reply | undefined;
}

/**
 * The command on the wire, and what Asterisk says while it is there. Nearly every reply is all of a
 * chunk and is read at once; lines and an {@linkcode Exchange} are made only for the others.
 */
export class InFlight {
  #wire: Wire;
  #maxReplyBytes: number;
  /** What came that was not one whole reply; most conversations need none. */
  #lines: Lines | undefined;
  /** The command, as long as nothing of its reply has come, and no fence was sent. */
  #asked: Command<unknown> | undefined;
  /** The command from then on. */
  #exchange: Exchange | undefined;

  constructor(wire: Wire, maxReplyBytes: number) {
    this.#wire = wire;
    this.#maxReplyBytes = maxReplyBytes;
  }

  /** Whether a command waits for its reply. */
  get waiting(): boolean {
    return this.#asked !== undefined || this.#exchange?.over === false;
  }

  /** Writes a command, whose reply comes next. */
  send(command: Command<unknown>, line: string): void {
    this.#asked = command;
    this.#wire.write(line);
  }

  /** Stops the command, see {@linkcode Exchange.fence}. */
  fence(): void {
    this.#follow()?.fence();
  }

  /** Gives the command up: the wire is at its end. */
  abandon(): void {
    this.#asked = undefined;
    this.#exchange?.abandon();
  }

  /** Takes a chunk that is the whole reply to the command; `undefined` for every other. */
  takeWhole(chunk: Uint8Array): Answered | undefined {
    const asked = this.#asked;
    if (asked === undefined || this.#lines?.begun) return undefined;
    if (chunk.length > this.#maxReplyBytes) return undefined;
    const reply = readWholeReply(asked, chunk);
    if (reply === undefined) return undefined;
    this.#asked = undefined;
    return { verb: asked.verb, reply };
  }

  /**
   * Takes any other chunk. Returns the command if it is answered then.
   *
   * @param onHangup Called for a HANGUP line.
   * @throws {AgiProtocolError} If a line belongs to no reply, or is too long.
   */
  take(chunk: Uint8Array, onHangup: () => void): Answered | undefined {
    const lines = this.#lines ??= new Lines(this.#maxReplyBytes);
    lines.feed(chunk);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      if (this.#isHangup(decodeText(line), lines.mayGoOn)) onHangup();
    }
    // Only now, when it is known whether a hangup came together with the reply.
    const exchange = this.#exchange;
    if (!exchange?.over) return undefined;
    this.#exchange = undefined;
    return exchange;
  }

  #isHangup(line: string, mayGoOn: boolean): boolean {
    const exchange = this.#follow();
    if (exchange?.over === false) return exchange.push(line, mayGoOn);
    if (line === "HANGUP") return true;
    throw new AgiProtocolError(`Unexpected line from Asterisk: ${quoteMasked(line)}`);
  }

  /** The exchange of the command, if there is one. */
  #follow(): Exchange | undefined {
    if (this.#asked !== undefined) {
      this.#exchange = new Exchange(this.#wire, this.#asked, this.#maxReplyBytes);
      this.#asked = undefined;
    }
    return this.#exchange;
  }
}
