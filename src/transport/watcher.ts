type Bytes = Uint8Array<ArrayBuffer>;

/** Observes the bytes of a connection. Whatever its methods throw is discarded. */
export interface Watcher {
  /** Asterisk sent these bytes. They are valid only during the call. */
  received(bytes: Bytes): void;
  /** These bytes are about to be sent to Asterisk. They are valid only during the call. */
  sent(bytes: Bytes): void;
  /** The write direction is closing. */
  closing(): void;
  /** Reading ended: Asterisk closed the connection, this side gave it up, or it failed. */
  ended(why: "closed" | "given up" | Error): void;
}
