import {
  formatAddress,
  formatRange,
  isWildcard,
  type PortRange,
} from "../../audio/listen_address.ts";
import {
  AUDIO_VARIABLES,
  type AudioAddress,
  audioAddressOfEnvironment,
} from "../../audio/listen_environment.ts";
import { listenForAudio } from "../../audio/listen_for_audio.ts";
import type { ServeInvocation } from "./options.ts";

/** The options that say where calls get their audio. */
type AudioOptions = Pick<ServeInvocation, "audioListen" | "audioAnnounce" | "workers">;

/** How many processes run for each worker while they are replaced: the old one finishes its calls. */
const PER_WORKER = 2;

/**
 * Passes `--audio-listen` and `--audio-announce` to the handlers, and checks that Asterisk can
 * connect: each worker needs a port of its own. The handlers get them as environment variables,
 * because a bundled handler has a copy of the library.
 *
 * @throws {Error} If the addresses can't be used, or Deno does not permit to set the variables.
 */
export function setAudioAddress(options: AudioOptions): void {
  const { audioListen, audioAnnounce, workers } = options;
  if (audioListen !== undefined) {
    setVariable(AUDIO_VARIABLES.listen, formatRange(audioListen));
    const { hostname, port } = audioAnnounce ?? { hostname: "", port: undefined };
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    setVariable(
      AUDIO_VARIABLES.announce,
      port === undefined ? host : formatAddress(hostname, port),
    );
  }
  const problem = problemOf(audioAddressOfEnvironment(), workers, audioListen !== undefined);
  if (problem !== undefined) throw new Error(problem);
}

/**
 * Listens at the address for the audio of calls, and closes it: so a wrong one shows at the start,
 * and not at the first call. Does nothing if the default holds.
 *
 * @throws {Error} If it can't listen there.
 */
export function tryAudioAddress(): void {
  const { range } = audioAddressOfEnvironment();
  if (range.hostname !== "127.0.0.1" || range.port !== 0) listenForAudio(range).close();
}

function problemOf(
  { range, announced }: AudioAddress,
  workers: number | undefined,
  byOptions: boolean,
): string | undefined {
  const listen = byOptions ? "--audio-listen" : AUDIO_VARIABLES.listen;
  const announce = byOptions ? "--audio-announce" : AUDIO_VARIABLES.announce;
  const given = `${listen} ${formatRange(range)}`;
  if (isWildcard(range.hostname) && announced === undefined) {
    return `${given} requires ${announce} HOST, an address of this machine that Asterisk can reach`;
  }
  const { hostname, port, lastPort } = range;
  if (workers !== undefined && port !== 0 && lastPort - port + 1 < PER_WORKER * workers) {
    const right: PortRange = { hostname, port, lastPort: port + PER_WORKER * workers - 1 };
    return `${given} with --workers ${workers} requires ${
      PER_WORKER * workers
    } ports, two for each ` +
      `worker, such as ${formatRange(right)} (or port 0 for any free ports)`;
  }
  if (announced?.port !== undefined && (port === 0 || lastPort !== port)) {
    return `${announce} ${
      formatAddress(announced.hostname, announced.port)
    } must be without a port: ` +
      `${given} stands for more than one`;
  }
  return undefined;
}

function setVariable(name: string, value: string): void {
  try {
    Deno.env.set(name, value);
  } catch (cause) {
    throw new Error("--audio-listen requires the environment: start Deno with --allow-env", {
      cause,
    });
  }
}
