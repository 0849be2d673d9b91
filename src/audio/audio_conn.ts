import type { Ticking } from "./_frame_clock.ts";

/** A connection that carries audio: over TCP, or in memory with its own clock. */
export interface AudioConn {
  /** Reads at least one byte; `null` at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes at least one byte. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes the writing side. */
  closeWrite(): Promise<void>;
  /** Closes the connection. */
  close(): void;
  /** The clock that paces frames; that of the process by default. */
  readonly clock?: AudioClock;
}

/** A clock that paces frames. */
export interface AudioClock {
  /** Starts to tick for `member`. */
  add(member: Ticking): void;
  /** Stops ticking for `member`. */
  delete(member: Ticking): void;
}

/** Closes a connection that may be closed already. */
export function closeConn(conn: AudioConn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
