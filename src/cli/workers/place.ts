/** The environment variable by which a worker knows that it is one. */
const VARIABLE = "TIPRING_WORKER";

/** What makes a process a worker. */
export interface WorkerPlace {
  /** Counts all workers of a supervisor. */
  readonly number: number;
  /** Where the supervisor listens for it, as the path of a socket. */
  readonly socket: string;
  /** The port of the workers before; `undefined` for the first, which takes the one it was told. */
  readonly port?: number | undefined;
}

/** The environment variables of a worker. */
export function environmentOf(place: WorkerPlace): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(place) };
}

/**
 * The place of this process; `undefined` if it is no worker. It can be taken once: a program that a
 * handler starts must not take itself for a worker.
 */
export async function takePlace(): Promise<WorkerPlace | undefined> {
  const { state } = await Deno.permissions.query({ name: "env", variable: VARIABLE });
  const text = state === "granted" ? Deno.env.get(VARIABLE) : undefined;
  if (text === undefined) return undefined;
  Deno.env.delete(VARIABLE);
  return JSON.parse(text);
}
