/** The environment variable that makes a process a worker. */
const VARIABLE = "TIPRING_WORKER";

/** Who a worker is among the workers of its supervisor. */
export interface WorkerIdentity {
  /** Unique among all workers that the supervisor ever started. */
  readonly number: number;
  /** The path of the Unix socket on which the supervisor listens. */
  readonly socket: string;
  /** The path of another one, for reports to the console; `undefined` without a console. */
  readonly reports?: string | undefined;
  /** The port that all workers share; `undefined` for the first, which picks it. */
  readonly port?: number | undefined;
}

/** The environment variables of a worker. */
export function environmentOf(identity: WorkerIdentity): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(identity) };
}

/**
 * The identity of this process; `undefined` if it is not a worker. It can be read once: a program
 * that a handler starts must not believe that it is a worker.
 */
export async function takeIdentity(): Promise<WorkerIdentity | undefined> {
  const { state } = await Deno.permissions.query({ name: "env", variable: VARIABLE });
  const text = state === "granted" ? Deno.env.get(VARIABLE) : undefined;
  if (text === undefined) return undefined;
  Deno.env.delete(VARIABLE);
  return JSON.parse(text);
}
