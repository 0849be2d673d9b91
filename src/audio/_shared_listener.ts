import { AudioListener } from "./_audio_listener.ts";
import {
  ANNOUNCED,
  formatAddress,
  formatRange,
  isWildcard,
  parseAnnounced,
  parsePortRange,
  type PortRange,
} from "./listen_address.ts";
import {
  AUDIO_VARIABLES,
  type AudioAddress,
  audioAddressOfEnvironment,
} from "./listen_environment.ts";
import { SharedResources } from "./_shared_resources.ts";

/** The address that Asterisk connects to for the audio of calls. */
export interface AudioListenOptions {
  /** The address to listen at. The default is `127.0.0.1`: Asterisk runs on this machine. */
  hostname?: string;
  /** The port to listen at. The default is 0, any that is free. */
  port?: number;
  /**
   * The last port of a range that begins at `port`. The process takes the first that is free: each
   * of several processes with the same options needs a port of its own.
   */
  lastPort?: number;
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

/** The listeners of the process, by their addresses. */
const listeners = new SharedResources<AudioListener>((listener) => listener.close());

/**
 * Takes the listener of an address, which all calls of the process share. The first call opens it,
 * and it closes after the last.
 *
 * @throws {TypeError} If an address is malformed, or Asterisk cannot connect to it.
 * @throws {AgiAudioError} If it can't listen there.
 */
export async function useListener(
  options: AudioListenOptions | undefined,
): Promise<ListenerUse> {
  const { range, announced } = addressOf(options);
  if (announced === undefined && isWildcard(range.hostname)) {
    throw new TypeError(
      `Listening for audio at "${range.hostname}" needs the address that Asterisk is to connect to ` +
        `(set announce, or ${AUDIO_VARIABLES.announce})`,
    );
  }
  const use = await listeners.use(formatRange(range), () => new AudioListener(range));
  const { addr } = use.resource;
  const { hostname, port } = { hostname: range.hostname, port: undefined, ...announced };
  return {
    listener: use.resource,
    address: formatAddress(hostname, port ?? addr.port),
    [Symbol.asyncDispose]: () => use[Symbol.asyncDispose](),
  };
}

/**
 * Returns where to listen, by the options or else by the environment.
 *
 * @throws {TypeError} If an address is malformed.
 */
export function addressOf(options: AudioListenOptions | undefined): AudioAddress {
  if (options === undefined) return audioAddressOfEnvironment();
  const { hostname = "127.0.0.1", port = 0, lastPort = port, announce } = options;
  const range: PortRange = { hostname, port, lastPort };
  if (parsePortRange(formatRange(range)) === undefined) {
    throw new TypeError(
      `Invalid listen "${formatRange(range)}": must be a host and ports from 1 to 65535, or port 0`,
    );
  }
  const announced = announce === undefined ? undefined : parseAnnounced(announce);
  if (announce !== undefined && announced === undefined) {
    throw new TypeError(`Invalid announce ${JSON.stringify(announce)}: must be ${ANNOUNCED}`);
  }
  return { range, announced };
}

/** Returns the listener at a port, if this process has one. */
export function listenerAt(port: number): AudioListener | undefined {
  for (const listener of listeners) if (listener.addr.port === port) return listener;
  return undefined;
}
