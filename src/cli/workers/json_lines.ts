import { Lines } from "../../protocol/lines.ts";
import { writeAll } from "../../transport/ends_duplex.ts";

/** Maximum number of bytes of a message: a thousand calls and all metrics take far less. */
const MAX_LINE = 16 * 1024 * 1024;

const READ_BYTES = 64 * 1024;

/** A connection on which each line is a JSON message. */
export class JsonLines<Incoming, Outgoing> {
  #conn: Deno.Conn;
  #lines = new Lines(MAX_LINE);
  #buffer = new Uint8Array(READ_BYTES);
  #written: Promise<void> = Promise.resolve();
  #sending = 0;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /**
   * Sends a message; resolves when it is sent, or the connection is broken. If no other is being sent,
   * the kernel has it when this returns, even if the process ends in the same turn.
   */
  send(message: Outgoing): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    const write = () => writeAll(this.#conn, bytes);
    const written = this.#sending++ === 0 ? write() : this.#written.then(write);
    // The reader notices a broken connection.
    return this.#written = written.catch(() => {}).finally(() => this.#sending--);
  }

  /** The messages, until the other end disconnects or sends an invalid one. */
  async *messages(): AsyncGenerator<Incoming> {
    const decoder = new TextDecoder();
    try {
      while (true) {
        const count = await this.#conn.read(this.#buffer);
        if (count === null) return;
        this.#lines.feed(this.#buffer.subarray(0, count));
        for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
          yield JSON.parse(decoder.decode(line));
        }
      }
    } catch {
      return;
    }
  }

  /** Closes the connection. */
  close(): void {
    this.#conn.close();
  }
}
