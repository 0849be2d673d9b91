import { listenerAt } from "./_shared_listener.ts";
import type { AudioConn } from "./audio_conn.ts";

/**
 * Connects to the audio of a call as Asterisk does, for a simulated call. If the call runs in this
 * process, `near` becomes its connection. Otherwise connects by TCP, and the UUID frame is still to
 * be sent.
 *
 * @returns The TCP connection, or `undefined` if the call runs in this process.
 * @throws If nothing listens at the address.
 */
export async function connectAudio(
  { uuid, hostname, port }: { uuid: string; hostname: string; port: number },
  near: AudioConn,
): Promise<Deno.TcpConn | undefined> {
  if (listenerAt(port)?.deliver(uuid, near)) return undefined;
  return await Deno.connect({ hostname, port });
}
