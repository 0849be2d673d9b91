/**
 * A connection to Asterisk as two web streams, and all that a session needs of it. `Deno.Conn` has
 * these two members; so have a `WebSocketStream`'s connection and the two ends of any pipe.
 *
 * Closing `writable` tells Asterisk that no more commands come; canceling `readable` gives up the
 * connection.
 */
export interface Duplex {
  /** What Asterisk says. A byte stream is read with the least work. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** What is said to Asterisk. */
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
}
