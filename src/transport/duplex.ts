/**
 * A connection to Asterisk as two web streams. A session needs nothing else. `Deno.Conn` has these
 * two members, as do the connection of a `WebSocketStream` and the two ends of any pipe.
 *
 * Closing `writable` ends the stream of commands; canceling `readable` abandons the connection.
 */
export interface Duplex {
  /** Bytes from Asterisk. A byte stream is the most efficient. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Bytes to Asterisk. */
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
}
