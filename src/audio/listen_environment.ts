import {
  ANNOUNCED,
  type AnnouncedAddress,
  parseAnnounced,
  parsePortRange,
  PORT_RANGE,
  type PortRange,
} from "./listen_address.ts";

/** The environment variables that say where calls without `listen` get their audio. */
export const AUDIO_VARIABLES = {
  listen: "TIPRING_AUDIO_LISTEN",
  announce: "TIPRING_AUDIO_ANNOUNCE",
} as const;

/** Where to listen, and the address given to Asterisk if it is another. */
export interface AudioAddress {
  readonly range: PortRange;
  readonly announced: AnnouncedAddress | undefined;
}

/**
 * Reads `TIPRING_AUDIO_LISTEN` and `TIPRING_AUDIO_ANNOUNCE`, as far as Deno permits. The default is
 * any free port of the loopback address.
 *
 * @throws {TypeError} If one is malformed.
 */
export function audioAddressOfEnvironment(): AudioAddress {
  const { listen, announce } = AUDIO_VARIABLES;
  return {
    range: read(listen, parsePortRange, PORT_RANGE) ??
      { hostname: "127.0.0.1", port: 0, lastPort: 0 },
    announced: read(announce, parseAnnounced, ANNOUNCED),
  };
}

function read<T>(
  variable: string,
  parse: (text: string) => T | undefined,
  right: string,
): T | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  const text = state === "granted" ? Deno.env.get(variable) || undefined : undefined;
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value === undefined) {
    throw new TypeError(`Invalid ${variable} ${JSON.stringify(text)}: must be ${right}`);
  }
  return value;
}
