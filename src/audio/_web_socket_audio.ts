import { HttpServer } from "../transport/http_server.ts";
import { within } from "../transport/within.ts";
import type { Expected } from "./_audio_listener.ts";
import { formatAddress } from "./listen_address.ts";
import { frameClock, type Ticking } from "./_frame_clock.ts";
import type { AudioEnds, AudioLink } from "./_open_call_audio.ts";
import { SharedResources } from "./_shared_resources.ts";

/** The sub-protocol that Asterisk asks for. */
const PROTOCOL = "media";

/** The timeout for Asterisk to close its side, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** A use of a server to which Asterisk connects by WebSocket; it ends when it is disposed. */
export interface WebSocketUse extends AsyncDisposable {
  /** Waits for the connection with this id. */
  expect(id: string): Expected<WebSocket>;
  /** The address that it listens at, as `HOST:PORT`. */
  readonly address: string;
}

/** A server, and what to do with the connections that calls wait for, by their ids. */
interface MediaServer {
  readonly server: HttpServer;
  readonly expected: Map<string, (socket: WebSocket) => void>;
}

/** The servers of the process, by their addresses. */
const servers = new SharedResources<MediaServer>(({ server }) => server[Symbol.asyncDispose]());

/**
 * Takes the server of an address, which all calls of the process share. A request without an
 * expected id in its query is refused.
 *
 * @throws {Deno.errors.AddrInUse} If something listens at the port already.
 */
export async function useWebSocketServer(
  hostname: string,
  port: number,
): Promise<WebSocketUse> {
  const address = formatAddress(hostname, port);
  const use = await servers.use(address, () => serve(hostname, port));
  const { expected } = use.resource;
  return {
    address,
    expect(id) {
      const { promise, resolve } = Promise.withResolvers<WebSocket>();
      expected.set(id, resolve);
      return { arrived: promise, cancel: () => void expected.delete(id) };
    },
    [Symbol.asyncDispose]: () => use[Symbol.asyncDispose](),
  };
}

function serve(hostname: string, port: number): MediaServer {
  const expected: MediaServer["expected"] = new Map();
  const handle = (request: Request) => {
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
  };
  return { server: new HttpServer({ hostname, port, handle }), expected };
}

/** Audio over a WebSocket of Asterisk's `chan_websocket`, which does the pacing itself. */
export class WebSocketLink implements AudioLink, Ticking {
  #socket: WebSocket;
  #ends: AudioEnds;
  #closed = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;

  /** Takes over a connection. */
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

  /** Called by the clock. Sends nothing without audio to play: Asterisk needs no silence. */
  onTick(due: number): void {
    const { available, fill, frameBytes } = this.#ends;
    for (let count = 0; count < due && available() > 0; count++) {
      const frame = new Uint8Array(frameBytes);
      fill(frame);
      this.#send(frame);
    }
  }

  /** Asterisk drops its buffered audio as well. */
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
