import type { Conversation } from "../../channel.ts";
import { type CallEnd, runCall } from "../../handler/run_call.ts";
import { NetworkRequest } from "../../handler/request.ts";
import { Router } from "../../handler/router.ts";
import type { LogLine } from "../../events.ts";
import { CallLogger } from "../../logging/call_logger.ts";
import { Session } from "../../session/session.ts";
import type { Duplex } from "../../transport/duplex.ts";
import type { LoadedHandler } from "../handlers/load_handler.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Options of {@linkcode callHandler}. */
export interface CallHandlerOptions {
  /** Wraps the session that the handler gets. */
  wrap?: (session: Session) => Conversation;
  /** Called with warnings about commands. */
  onWarning?: (message: string) => void;
  /** Called with the lines that the handler logs; by default they go to standard error. */
  onLog?: (line: LogLine) => void;
}

/** Runs a handler on a connection as the server does. Never rejects. */
export async function callHandler(
  { handler, route }: Pick<LoadedHandler, "handler" | "route">,
  duplex: Duplex,
  { wrap, onWarning, onLog }: CallHandlerOptions = {},
): Promise<CallEnd> {
  let session: Session;
  try {
    session = await Session.start(duplex, {
      onEvent: (event) => event.type === "warning" && onWarning?.(event.message),
    });
  } catch (error) {
    return { outcome: "failed", error };
  }
  const request = new NetworkRequest(session.environment);
  const router = new Router();
  router.add(route, handler);
  const [, match = null] = router.find(request.script) ?? [];
  request.match = match;
  return await runCall(session, handler, request, {
    ...wrap && { wrap },
    ...onLog && { logged: { log: new CallLogger({ level: "debug", write: onLog }) } },
  });
}

/** Makes the two ends of a connection in memory. */
export function memoryPipe(): readonly [Duplex, Duplex] {
  const up = new TransformStream<Bytes, Bytes>();
  const down = new TransformStream<Bytes, Bytes>();
  return [
    { readable: down.readable, writable: up.writable },
    { readable: up.readable, writable: down.writable },
  ];
}
