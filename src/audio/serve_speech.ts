import { HttpServer } from "../transport/http_server.ts";
import type { SpeechSession } from "./speech_session.ts";
import { SpeechSocket } from "./_speech_socket.ts";

/** Recognizes speech. The session continues when it returns, and closes if it throws. */
export type SpeechHandler = (session: SpeechSession) => void | Promise<void>;

/** Options of {@linkcode serveSpeech}. */
export interface ServeSpeechOptions {
  /** The address to listen at; `127.0.0.1` by default. */
  hostname?: string;
  /** The port to listen at, that of `aeap.conf`; 0, any that is free, by default. */
  port?: number;
  /** Maximum number of simultaneous sessions; more are refused. 1,000 by default. */
  maxSessions?: number;
  /** Called with what a handler throws. By default it is discarded. */
  onError?: (error: unknown) => void;
}

/** A speech engine that Asterisk can use; it ends when it is disposed. */
export interface SpeechServer extends AsyncDisposable {
  /** The address that it listens at. */
  readonly addr: Deno.NetAddr;
  /** The number of sessions. */
  readonly sessions: number;
  /** Closes all sessions, and stops listening. */
  close(): Promise<void>;
}

/** The sub-protocol that `aeap.conf` must name. */
const PROTOCOL = "speech_to_text";

/**
 * Serves a speech engine for the commands `SPEECH CREATE`, `SPEECH RECOGNIZE` and the others:
 * With one AGI command, Asterisk plays a prompt and sends what the caller says meanwhile. Any call
 * can use it, also one of a dialplan.
 *
 * Asterisk needs `res_aeap`, `res_speech_aeap` and `res_http_websocket`, and a section in
 * `aeap.conf` whose name is that of the engine. The audio is not encrypted, and a message is
 * received whole before its length is checked, so let only Asterisk reach the port.
 *
 * @throws {Deno.errors.AddrInUse} If something listens at the port already.
 *
 * @example An engine that reports "loud" when it hears the caller
 * ```ts
 * import { serveSpeech, VoiceDetector } from "@tipring/agi/audio";
 *
 * await using server = serveSpeech(async (session) => {
 *   const detector = new VoiceDetector();
 *   for await (const frame of session.readable) {
 *     if (detector.push(frame) === "end") session.report([{ text: "loud", score: 900 }]);
 *   }
 * });
 * console.error(`url = ws://127.0.0.1:${server.addr.port}`);
 * ```
 */
export function serveSpeech(
  handler: SpeechHandler,
  options: ServeSpeechOptions = {},
): SpeechServer {
  const { hostname = "127.0.0.1", port = 0, maxSessions = 1000, onError = () => {} } = options;
  const sessions = new Set<SpeechSocket>();
  const handle = (request: Request) => {
    const protocols = request.headers.get("Sec-WebSocket-Protocol") ?? "";
    if (!protocols.split(/, */).includes(PROTOCOL)) return new Response(null, { status: 400 });
    if (sessions.size >= maxSessions) return new Response(null, { status: 503 });
    const { socket, response } = Deno.upgradeWebSocket(request, { protocol: PROTOCOL });
    const session = new SpeechSocket(socket);
    sessions.add(session);
    session.closed.then(() => sessions.delete(session));
    run(session, handler).catch(onError);
    return response;
  };
  const server = new HttpServer({ hostname, port, handle });
  const close = async () => {
    const closing = Array.from(sessions, (session) => {
      session.close();
      return session.closed;
    });
    await Promise.all(closing);
    await server[Symbol.asyncDispose]();
  };
  return {
    addr: server.addr,
    get sessions() {
      return sessions.size;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function run(session: SpeechSocket, handler: SpeechHandler): Promise<void> {
  if (!await session.ready) return;
  try {
    await handler(session);
  } catch (error) {
    session.close();
    throw error;
  }
}
