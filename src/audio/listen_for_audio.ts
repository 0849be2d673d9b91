import { AgiAudioError } from "../errors.ts";
import { formatRange, type PortRange } from "./listen_address.ts";

/** Maximum number of connections that wait to be accepted. */
const BACKLOG = 1024;

/**
 * Listens at the first free port of a range.
 *
 * @throws {AgiAudioError} If it can't, or all ports are in use.
 */
export function listenForAudio(range: PortRange): Deno.TcpListener {
  const { hostname, lastPort } = range;
  for (let { port } = range;; port++) {
    try {
      return Deno.listen({ hostname, port, tcpBacklog: BACKLOG });
    } catch (error) {
      const inUse = error instanceof Deno.errors.AddrInUse;
      if (inUse && port < lastPort) continue;
      throw failure(range, error, inUse);
    }
  }
}

function failure(range: PortRange, cause: unknown, inUse: boolean): AgiAudioError {
  const why = cause instanceof Error ? cause.message : `${cause}`;
  const hint = inUse ? " (each process needs a port of its own: is the range long enough?)" : "";
  return new AgiAudioError(`Listening for audio at "${formatRange(range)}" failed: ${why}${hint}`, {
    cause,
  });
}
