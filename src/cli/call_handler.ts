import { type CallEnd, runHandler } from "../_call.ts";
import { NetworkRequest } from "../_network_request.ts";
import { Router } from "../router.ts";
import { Session } from "../session.ts";
import type { Duplex } from "../transport/duplex.ts";
import type { LoadedHandler } from "./load_handler.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Options of {@linkcode callHandler}. */
export interface CallHandlerOptions {
  /** Gets the session before the handler does. */
  onSession?: (session: Session) => void;
  /** Gets warnings about commands. */
  onWarning?: (message: string) => void;
}

/** Runs a handler on a connection as the server would. Never rejects. */
export async function callHandler(
  { handler, route }: Pick<LoadedHandler, "handler" | "route">,
  duplex: Duplex,
  { onSession, onWarning }: CallHandlerOptions = {},
): Promise<CallEnd> {
  let session: Session;
  try {
    session = await Session.start(duplex, {
      onEvent: (event) => event.type === "warning" && onWarning?.(event.message),
    });
    onSession?.(session);
  } catch (error) {
    return { outcome: "failed", error };
  }
  const request = new NetworkRequest(session.environment);
  const router = new Router();
  router.add(route, handler);
  const [, match = null] = router.find(request.script) ?? [];
  request.match = match;
  const end = await runHandler(handler, session, request);
  await session.close();
  return end;
}

/** Two ends of a connection in memory. */
export function memoryPipe(): readonly [Duplex, Duplex] {
  const up = new TransformStream<Bytes, Bytes>();
  const down = new TransformStream<Bytes, Bytes>();
  return [
    { readable: down.readable, writable: up.writable },
    { readable: up.readable, writable: down.writable },
  ];
}
