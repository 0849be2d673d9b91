import { type CpuTimes, cpuTimes } from "../cpu_times.ts";
import type { Peer } from "./peer.ts";

/** How long a server can take until it listens, in milliseconds. */
const START_TIMEOUT = 10_000;

/** How long to wait between two attempts to connect, in milliseconds. */
const RETRY = 20;

/** A peer in a process of its own. */
export class PeerProcess implements AsyncDisposable {
  readonly port: number;
  #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /**
   * Starts a peer and waits until it listens.
   *
   * @throws {Error} If it does not listen in time.
   */
  static async start({ name, command }: Peer): Promise<PeerProcess> {
    const port = freePort();
    const [program, ...args] = command(port);
    const child = new Deno.Command(program, { args, stdin: "null", stdout: "null" }).spawn();
    const peer = new PeerProcess(child, port);
    const end = performance.now() + START_TIMEOUT;
    while (!await listens(port)) {
      if (performance.now() > end) {
        await peer[Symbol.asyncDispose]();
        throw new Error(`Cannot measure "${name}": it did not listen within ${START_TIMEOUT} ms`);
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
    return peer;
  }

  /** Identifies the process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** The CPU time used until now. */
  cpu(): Promise<CpuTimes> {
    return cpuTimes(this.pid);
  }

  /** Kills it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

/** A port at which nothing listens: a server in C cannot say which one it was given. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function listens(port: number): Promise<boolean> {
  try {
    using _conn = await Deno.connect({ hostname: "127.0.0.1", port });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}
