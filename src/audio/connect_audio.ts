import { listenerAt } from "./_shared_listener.ts";
import type { AudioConn } from "./audio_conn.ts";

/**
 * Connects to the audio of a call as Asterisk does, for one that is simulated. Where the call is one of
 * this process, `near` becomes its connection; else it is a TCP connection whose first frame this sends.
 *
 * @returns The TCP connection, or `undefined` if the call is one of this process.
 * @throws If nothing listens at the address.
 */
export async function connectAudio(
  { uuid, hostname, port }: { uuid: string; hostname: string; port: number },
  near: AudioConn,
): Promise<Deno.TcpConn | undefined> {
  if (listenerAt(port)?.deliver(uuid, near)) return undefined;
  return await Deno.connect({ hostname, port });
}
