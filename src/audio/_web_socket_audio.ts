import { within } from "../transport/within.ts";
import type { Expected } from "./_audio_listener.ts";
import { frameClock, type Ticking } from "./_frame_clock.ts";
import type { AudioEnds, AudioLink } from "./_open_call_audio.ts";

/** The sub-protocol that Asterisk asks for. */
const PROTOCOL = "media";

/** How long Asterisk may take to close its side, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** A server to which Asterisk connects by WebSocket, until it is disposed of. */
export interface WebSocketUse extends AsyncDisposable {
  /** Waits for the connection with this id. */
  expect(id: string): Expected<WebSocket>;
  /** Where it listens, as `HOST:PORT`. */
  readonly address: string;
}

/** A server, and how many use it. */
interface Shared {
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  readonly expected: Map<string, (socket: WebSocket) => void>;
  users: number;
}

/** Those of the process, by their addresses. */
const servers = new Map<string, Shared>();

/**
 * Takes the server of an address: all calls of the process share it. A request whose query does not have
 * an id that is waited for is refused.
 *
 * @throws {Deno.errors.AddrInUse} If something listens at the port already.
 */
export function useWebSocketServer(hostname: string, port: number): WebSocketUse {
  const address = `${hostname}:${port}`;
  const shared = servers.get(address) ?? serve(hostname, port);
  servers.set(address, shared);
  shared.users++;
  return {
    address,
    expect(id) {
      const { promise, resolve } = Promise.withResolvers<WebSocket>();
      shared.expected.set(id, resolve);
      return { arrived: promise, cancel: () => void shared.expected.delete(id) };
    },
    async [Symbol.asyncDispose]() {
      if (--shared.users > 0) return;
      servers.delete(address);
      await shared.server.shutdown();
    },
  };
}

function serve(hostname: string, port: number): Shared {
  const expected: Shared["expected"] = new Map();
  const server = Deno.serve({ hostname, port, onListen() {} }, (request) => {
    const id = new URL(request.url).searchParams.get("id") ?? "";
    const admit = expected.get(id);
    const protocols = request.headers.get("Sec-WebSocket-Protocol") ?? "";
    if (admit === undefined || !protocols.split(/, */).includes(PROTOCOL)) {
      return new Response(null, { status: 403 });
    }
    expected.delete(id);
    const { socket, response } = Deno.upgradeWebSocket(request, { protocol: PROTOCOL });
    socket.binaryType = "arraybuffer";
    socket.onopen = () => admit(socket);
    return response;
  });
  return { server, expected, users: 0 };
}

/** Carries audio over a WebSocket of Asterisk's `chan_websocket`, which plays at the right speed itself. */
export class WebSocketLink implements AudioLink, Ticking {
  #socket: WebSocket;
  #ends: AudioEnds;
  #closed = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;

  /** Takes hold of a connection. */
  constructor(socket: WebSocket, ends: AudioEnds) {
    this.#socket = socket;
    this.#ends = ends;
    socket.onmessage = ({ data }) => this.#onMessage(data);
    socket.onclose = () => this.#onClose();
  }

  start(): void {
    frameClock.add(this);
    if (this.#socket.readyState !== WebSocket.OPEN) this.#onClose();
  }

  /** From the clock. Where nothing is to be said nothing is sent: Asterisk needs no silence. */
  onTick(due: number): void {
    const { available, fill, frameBytes } = this.#ends;
    for (let count = 0; count < due && available() > 0; count++) {
      const frame = new Uint8Array(frameBytes);
      fill(frame);
      this.#send(frame);
    }
  }

  /** What Asterisk has got and not played yet is dropped as well. */
  flush(): void {
    this.#send("FLUSH_MEDIA");
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    frameClock.delete(this);
    this.#send("HANGUP");
    this.#socket.close();
    if (this.#socket.readyState !== WebSocket.CLOSED) {
      await within(this.#closed.promise, CLOSE_TIMEOUT);
    }
  }

  #send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  #onMessage(data: unknown): void {
    if (this.#closing !== undefined) return;
    if (data instanceof ArrayBuffer) return this.#ends.onAudio(new Uint8Array(data));
    const [, digit] = /^DTMF_END digit:([0-9*#A-D])(?: |$)/.exec(`${data}`) ?? [];
    if (digit !== undefined) this.#ends.onDigit(digit);
  }

  #onClose(): void {
    frameClock.delete(this);
    this.#closed.resolve();
    if (this.#closing === undefined) this.#ends.onEnd({ starved: false });
  }
}
