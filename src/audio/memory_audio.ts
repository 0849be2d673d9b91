import type { Ticking } from "./_frame_clock.ts";
import type { AudioClock, AudioConn } from "./audio_conn.ts";

/** One direction of a connection in memory. */
class Pipe {
  #chunks: Uint8Array[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  write(bytes: Uint8Array): number {
    if (this.#closed) throw new Deno.errors.BrokenPipe("The other end is closed");
    this.#chunks.push(bytes.slice());
    this.#wake?.();
    return bytes.length;
  }

  /** Takes the pending bytes; `undefined` if there are none, `null` at the end. */
  take(): Uint8Array | undefined | null {
    return this.#chunks.shift() ?? (this.#closed ? null : undefined);
  }

  async read(target: Uint8Array): Promise<number | null> {
    while (true) {
      const chunk = this.take();
      if (chunk === null) return null;
      if (chunk !== undefined) {
        target.set(chunk.subarray(0, target.length));
        if (chunk.length > target.length) this.#chunks.unshift(chunk.subarray(target.length));
        return Math.min(chunk.length, target.length);
      }
      await new Promise<void>((resolve) => void (this.#wake = resolve));
    }
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }
}

/**
 * A connection in memory that carries the same frames as TCP, but on a clock that its far end
 * drives: for calls in virtual time.
 */
export class MemoryAudio {
  /** The handler's end. */
  readonly near: AudioConn;
  #up = new Pipe();
  #down = new Pipe();
  #members = new Set<Ticking>();

  /** Makes both ends. */
  constructor() {
    const members = this.#members;
    const clock: AudioClock = {
      add: (member) => void members.add(member),
      delete: (member) => void members.delete(member),
    };
    const [up, down] = [this.#up, this.#down];
    this.near = {
      clock,
      read: (target) => down.read(target),
      write: (bytes) => Promise.resolve(up.write(bytes)),
      closeWrite: () => Promise.resolve(up.close()),
      close() {
        up.close();
        down.close();
      },
    };
  }

  /** Ticks the clock: a frame is due at the handler's side. */
  tick(): void {
    for (const member of this.#members) member.onTick(1);
  }

  /** Sends to the handler's side; bytes after it has closed are lost. */
  send(bytes: Uint8Array): void {
    try {
      this.#down.write(bytes);
    } catch {
      // Closed; reading reports that.
    }
  }

  /** Takes what the handler's side has sent; `undefined` if nothing, `null` at the end. */
  take(): Uint8Array | undefined | null {
    return this.#up.take();
  }

  /** Ends the direction to the handler's side. */
  close(): void {
    this.#down.close();
  }
}
