import { AudioListener } from "./_audio_listener.ts";
import { formatAddress, parseAddress } from "./_listen_address.ts";
import { SharedResources } from "./_shared_resources.ts";

/** The address that Asterisk connects to for the audio of calls. */
export interface AudioListenOptions {
  /** The address to listen at. The default is `127.0.0.1`: Asterisk runs on this machine. */
  hostname?: string;
  /** The port to listen at. The default is 0, any that is free. */
  port?: number;
  /**
   * The address given to Asterisk, as `HOST` or `HOST:PORT`, if it differs from the one to listen
   * at. Required for `0.0.0.0` and `::`.
   */
  announce?: string;
}

/** A use of a listener, which ends when it is disposed. */
export interface ListenerUse extends AsyncDisposable {
  readonly listener: AudioListener;
  /** The address given to Asterisk. */
  readonly address: string;
}

/** The default address. */
const VARIABLES = { listen: "TIPRING_AUDIO_LISTEN", announce: "TIPRING_AUDIO_ANNOUNCE" } as const;

/** The listeners of the process, by their addresses. */
const listeners = new SharedResources<AudioListener>((listener) => listener.close());

/**
 * Takes the listener of an address, which all calls of the process share. The first call opens it,
 * and it closes after the last.
 *
 * @throws {TypeError} If an address can't be read, or is none that Asterisk can connect to.
 * @throws {Deno.errors.AddrInUse} If something listens at the port already.
 */
export function useListener(options: AudioListenOptions | undefined): ListenerUse {
  const { hostname = "127.0.0.1", port = 0, announce } = options ?? listenOptionsFromEnvironment();
  if (announce === undefined && /^(0\.0\.0\.0|::)$/.test(hostname)) {
    throw new TypeError(
      `Listening for audio at "${hostname}" needs the address that Asterisk is to connect to ` +
        `(set announce, or ${VARIABLES.announce})`,
    );
  }
  const announced = announce === undefined ? undefined : parseAddress(announce, "The address");
  const use = listeners.use(
    formatAddress(hostname, port),
    () => new AudioListener(hostname, port),
  );
  const listener = use.resource;
  return {
    listener,
    address: formatAddress(announced?.hostname ?? hostname, announced?.port ?? listener.addr.port),
    [Symbol.asyncDispose]: () => use[Symbol.asyncDispose](),
  };
}

/** Returns the listener at a port, if this process has one. */
export function listenerAt(port: number): AudioListener | undefined {
  for (const listener of listeners) if (listener.addr.port === port) return listener;
  return undefined;
}

/** Reads `TIPRING_AUDIO_LISTEN` and `TIPRING_AUDIO_ANNOUNCE`, as far as Deno permits. */
export function listenOptionsFromEnvironment(): AudioListenOptions {
  const listen = readVariable(VARIABLES.listen);
  const announce = readVariable(VARIABLES.announce);
  const { hostname, port = 0 } = listen === undefined
    ? { hostname: "127.0.0.1" }
    : parseAddress(listen, VARIABLES.listen);
  return { hostname, port, ...announce !== undefined && { announce } };
}

function readVariable(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) || undefined : undefined;
}
