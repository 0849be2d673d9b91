import { closeTcp } from "../transport/tcp.ts";
import type { AudioConn } from "./audio_conn.ts";
import { HEADER_BYTES, UUID_FRAME } from "./audio_socket_frames.ts";
import type { PortRange } from "./listen_address.ts";
import { listenForAudio } from "./listen_for_audio.ts";

/** The time a connection has to identify its call, in milliseconds. Asterisk does so at once. */
const UUID_TIMEOUT = 2000;

/** Maximum number of connections that have not identified their calls. */
const MAX_STRANGERS = 64;

/** The delay before a retry if accepting fails, in milliseconds. */
const ACCEPT_RETRY = 50;

const UUID_BYTES = 16;

/** An expected connection. */
export interface Expected<Conn> {
  /** Resolves to the connection. */
  readonly arrived: Promise<Conn>;
  /** Stops waiting. A connection that arrives later is refused. */
  cancel(): void;
}

/**
 * Listens for the audio connections of Asterisk. A connection is admitted if its first frame has an
 * expected UUID, once; any other is closed. While no call waits, connections are closed before a
 * byte is read.
 */
export class AudioListener {
  #listener: Deno.TcpListener;
  #expected = new Map<string, (conn: AudioConn) => void>();
  /** Connections that have not identified their calls, the oldest first. */
  #strangers = new Set<Deno.TcpConn>();
  #accepting: Promise<void>;
  #closed = false;

  /**
   * Listens at the first free port.
   *
   * @throws {AgiAudioError} If it can't, or all ports are in use.
   */
  constructor(range: PortRange) {
    this.#listener = listenForAudio(range);
    this.#accepting = this.#accept();
  }

  /** The address that it listens at. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr;
  }

  /** Waits for the connection with this UUID. */
  expect(uuid: string): Expected<AudioConn> {
    const { promise, resolve } = Promise.withResolvers<AudioConn>();
    this.#expected.set(uuid, resolve);
    return { arrived: promise, cancel: () => void this.#expected.delete(uuid) };
  }

  /** Takes a connection in memory. Returns whether it was expected. */
  deliver(uuid: string, conn: AudioConn): boolean {
    const admit = this.#expected.get(uuid);
    if (admit === undefined) return false;
    this.#expected.delete(uuid);
    admit(conn);
    return true;
  }

  /** Stops listening. Admitted connections stay open. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#listener.close();
    for (const conn of this.#strangers) closeTcp(conn);
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    while (!this.#closed) {
      try {
        const conn = await this.#listener.accept();
        if (this.#expected.size === 0) closeTcp(conn);
        else this.#admit(conn);
      } catch {
        // The peer has already gone, or too many files are open.
        if (!this.#closed) await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY));
      }
    }
  }

  async #admit(conn: Deno.TcpConn): Promise<void> {
    const [oldest] = this.#strangers;
    if (oldest !== undefined && this.#strangers.size >= MAX_STRANGERS) this.#refuse(oldest);
    this.#strangers.add(conn);
    const timer = setTimeout(() => this.#refuse(conn), UUID_TIMEOUT);
    const uuid = await readUuid(conn);
    clearTimeout(timer);
    // It may have been refused meanwhile.
    const known = uuid !== undefined && this.#strangers.delete(conn) && this.deliver(uuid, conn);
    if (!known) this.#refuse(conn);
  }

  #refuse(conn: Deno.TcpConn): void {
    this.#strangers.delete(conn);
    closeTcp(conn);
  }
}

/** Reads the UUID frame and not a byte more. Returns `undefined` if the first frame is another. */
async function readUuid(conn: Deno.TcpConn): Promise<string | undefined> {
  const frame = new Uint8Array(HEADER_BYTES + UUID_BYTES);
  const header = [UUID_FRAME, 0, UUID_BYTES];
  try {
    for (let filled = 0; filled < frame.length;) {
      const count = await conn.read(frame.subarray(filled));
      if (count === null) return undefined;
      filled += count;
      if (header.some((byte, index) => index < filled && frame[index] !== byte)) return undefined;
    }
  } catch {
    return undefined;
  }
  const hex = frame.subarray(HEADER_BYTES).toHex();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
