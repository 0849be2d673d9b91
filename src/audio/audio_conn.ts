import type { Ticking } from "./_frame_clock.ts";

/** A connection that carries audio: a TCP connection, or one in memory with a clock of its own. */
export interface AudioConn {
  /** Reads at least one byte; `null` at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes at least one byte. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says that nothing more is written. */
  closeWrite(): Promise<void>;
  /** Lets go of it. */
  close(): void;
  /** What frames are sent by; the clock of the process if there is none. */
  readonly clock?: AudioClock;
}

/** A clock by which frames are sent. */
export interface AudioClock {
  /** Begins to tick for `member`. */
  add(member: Ticking): void;
  /** Stops to tick for `member`. */
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
