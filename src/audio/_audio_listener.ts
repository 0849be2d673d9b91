import { closeTcp } from "../transport/tcp.ts";
import type { AudioConn } from "./audio_conn.ts";
import { HEADER_BYTES, UUID_FRAME } from "./audio_socket_frames.ts";

/** How long a connection may take to say whose it is, in milliseconds. Asterisk says so at once. */
const UUID_TIMEOUT = 2000;

/** The most connections that have not said whose they are. */
const MAX_STRANGERS = 64;

/** How many connections may wait to be accepted. */
const BACKLOG = 1024;

/** How long to wait when a connection can't be accepted, in milliseconds. */
const ACCEPT_RETRY = 50;

const UUID_BYTES = 16;

/** A connection that is waited for. */
export interface Expected<Conn> {
  /** The connection, once it came. */
  readonly arrived: Promise<Conn>;
  /** Waits no longer. A connection that comes later is refused. */
  cancel(): void;
}

/**
 * Where Asterisk connects to for the audio of calls. A connection is admitted if its first frame has a
 * UUID that is waited for, once; any other is closed. While no call waits, connections are closed
 * before a byte is read of them.
 */
export class AudioListener {
  #listener: Deno.TcpListener;
  #expected = new Map<string, (conn: AudioConn) => void>();
  /** Those that have not said whose they are, the oldest first. */
  #strangers = new Set<Deno.TcpConn>();
  #accepting: Promise<void>;
  #closed = false;

  /** Listens. */
  constructor(hostname: string, port: number) {
    this.#listener = Deno.listen({ hostname, port, tcpBacklog: BACKLOG });
    this.#accepting = this.#accept();
  }

  /** Where it listens. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr;
  }

  /** Waits for the connection with this UUID. */
  expect(uuid: string): Expected<AudioConn> {
    const { promise, resolve } = Promise.withResolvers<AudioConn>();
    this.#expected.set(uuid, resolve);
    return { arrived: promise, cancel: () => void this.#expected.delete(uuid) };
  }

  /** Takes a connection that was not made by TCP. Returns whether it is waited for. */
  deliver(uuid: string, conn: AudioConn): boolean {
    const admit = this.#expected.get(uuid);
    if (admit === undefined) return false;
    this.#expected.delete(uuid);
    admit(conn);
    return true;
  }

  /** Stops listening. Connections that were admitted go on. */
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
        // The peer has gone already, or there are too many open files.
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

/** Reads the first frame, and no byte more. Returns `undefined` if it is another. */
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
