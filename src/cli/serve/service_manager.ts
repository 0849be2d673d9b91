import type { Log } from "../log/logging.ts";

/** Where systemd listens for the state of a service. */
const SOCKET = "NOTIFY_SOCKET";

/** The microseconds within which systemd wants a sign of life, and the process that it wants it from. */
const WATCHDOG = ["WATCHDOG_USEC", "WATCHDOG_PID"] as const;

/** How many signs of life are sent within that time. */
const BEATS = 3;

/** The state of a service, as systemd names it. */
export type ServiceState = "READY=1" | "RELOADING=1" | "STOPPING=1" | "WATCHDOG=1";

/**
 * Reports the state of this process to systemd: ready, reloading, stopping, and signs of life where the
 * unit has `WatchdogSec`. Without systemd, or with `Type=exec` and no `WatchdogSec`, it does nothing.
 */
export class ServiceManager implements Disposable {
  #send: ((state: ServiceState) => void) | undefined;
  #close: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopping = false;

  private constructor(send?: (state: ServiceState) => void, close = () => {}) {
    this.#send = send;
    this.#close = close;
  }

  /** Takes its address from the environment, so that a program of a handler does not. */
  static async join(log: Log): Promise<ServiceManager> {
    const address = await take(SOCKET);
    const [period, pid] = [await take(WATCHDOG[0]), await take(WATCHDOG[1])];
    if (address === undefined) return new ServiceManager();
    try {
      const socket = await openSocket();
      // An abstract address begins with "@" there, and with a null character for the kernel.
      const to = { transport: "unixpacket", path: address.replace(/^@/, "\0") } as const;
      let sent: Promise<unknown> = Promise.resolve();
      // One after the other: Deno refuses to send while it sends, and systemd would wait for READY=1.
      const send = (state: ServiceState) => {
        sent = sent.then(() => socket.send(new TextEncoder().encode(state), to)).catch((error) => {
          log("warn", "systemd notification failed", { state, error: `${error}` });
        });
      };
      const manager = new ServiceManager(send, () => socket.close());
      if (pid === undefined || Number(pid) === Deno.pid) manager.#beat(Number(period) / 1000);
      return manager;
    } catch (error) {
      log("error", "systemd cannot be notified", {
        error: error instanceof Error ? error.message : `${error}`,
        hint: "start Deno with --unstable-net and -A, or use Type=exec without WatchdogSec",
      });
      return new ServiceManager();
    }
  }

  /** Reports a state. While the process stops, a reload is not reported: it is not ready again. */
  report(state: ServiceState): void {
    if (this.#stopping && state !== "WATCHDOG=1") return;
    if (state === "STOPPING=1") this.#stopping = true;
    this.#send?.(state);
  }

  /** Sends no more signs of life. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#close();
  }

  /** Sends signs of life, so that systemd restarts a process that hangs. */
  #beat(period: number): void {
    if (!(period > 0)) return;
    this.#timer = setInterval(() => this.report("WATCHDOG=1"), period / BEATS);
  }
}

/** Reads a variable of the environment and removes it. */
async function take(variable: string): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: "env", variable });
  if (state !== "granted") return undefined;
  const value = Deno.env.get(variable);
  if (value !== undefined) Deno.env.delete(variable);
  return value || undefined;
}

/** The part of an unstable API of Deno that is used here. */
interface DatagramApi {
  listenDatagram?(address: { transport: "unixpacket"; path: string }): {
    send(
      bytes: Uint8Array,
      to: { readonly transport: "unixpacket"; readonly path: string },
    ): Promise<number>;
    close(): void;
  };
}

/** Opens a socket to send from. It needs a path only to be created. */
async function openSocket() {
  const { listenDatagram } = Deno as DatagramApi;
  if (listenDatagram === undefined) throw new Error("Deno runs without --unstable-net");
  const folder = await Deno.makeTempDir({ prefix: "tipring-" });
  try {
    return listenDatagram({ transport: "unixpacket", path: `${folder}/s` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
