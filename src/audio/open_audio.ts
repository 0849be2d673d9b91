import type { Channel } from "../channel.ts";
import type { Command } from "../command.ts";
import { exec } from "../commands/dialplan.ts";
import { AgiAppError, AgiAudioError } from "../errors.ts";
import { within } from "../transport/within.ts";
import { closeConn } from "./audio_conn.ts";
import { watchAudio } from "./audio_tap.ts";
import { eagiAudio } from "./_eagi_audio.ts";
import { AudioSocket } from "./_audio_socket.ts";
import { AUDIO_FRAMES } from "./audio_socket_frames.ts";
import type { Expected } from "./_audio_listener.ts";
import { useWebSocketServer, WebSocketLink } from "./_web_socket_audio.ts";
import { OpenCallAudio, type OpenCallAudioOptions } from "./_open_call_audio.ts";
import { addressOf, type AudioListenOptions, useListener } from "./_shared_listener.ts";
import type { CallAudio } from "./call_audio.ts";

/** Options of {@linkcode openAudio}. Times are milliseconds. */
export interface AudioOptions {
  /**
   * The transport of the audio. `application`, the default, is `AudioSocket()`: 8 kHz, and the
   * least work. `channel` is `Dial(AudioSocket/...)`, which has other rates and takes twice the CPU
   * time of Asterisk. `eagi` is for a script that the dialplan runs by `EAGI()`, on any Asterisk
   * and without a module: the caller's audio arrives on descriptor 3, at the rate of
   * `EAGI_AUDIO_FORMAT`, and Asterisk plays a FIFO. It needs the program `mkfifo`. `websocket` is
   * `Dial(WebSocket/...)`, which needs Asterisk 22.6 or later with `chan_websocket`, has other
   * rates as well, and can use a TLS proxy.
   */
  via?: "application" | "channel" | "eagi" | "websocket";
  /**
   * The sample rate in Hz, 8,000 by default. With `channel` and `websocket` also 16,000, 24,000,
   * 32,000 and 48,000.
   */
  rate?: 8000 | 16_000 | 24_000 | 32_000 | 48_000;
  /**
   * Maximum audio of the caller buffered for a reader; older audio is dropped. The default, 200,
   * keeps a conversation responsive. Use more if each word matters more than the delay, as in a
   * recording.
   */
  maxDelay?: number;
  /** The queue of audio to play from which writes wait; 1,000 by default. */
  maxQueue?: number;
  /** The longest duration of the audio; `Infinity` by default. */
  timeout?: number;
  /** The timeout for opening the audio; 10,000 by default. */
  openTimeout?: number;
  /** Ends the audio when it aborts. */
  signal?: AbortSignal;
  /**
   * With `websocket`: the section of Asterisk's `websocket_client.conf` whose `uri` has the address
   * of `listen`; `tipring` by default.
   */
  client?: string;
  /**
   * The address that Asterisk connects to. The default comes from `tipring serve --audio-listen`
   * and `--audio-announce`, or from the environment variables `TIPRING_AUDIO_LISTEN` and
   * `TIPRING_AUDIO_ANNOUNCE`, else it is a free port of the loopback address. `websocket` needs a
   * port; Asterisk has the address in its own configuration.
   */
  listen?: AudioListenOptions;
}

/** The message for commands sent while the audio is open. */
const EXCLUSIVE = "the audio of the call is open (close it first)";

/**
 * Opens the audio of a call: the caller's speech becomes a stream, and the caller hears what is
 * written to another. The channel must be answered. No command can be sent until the audio has
 * ended.
 *
 * Sends `EXEC AudioSocket`; Asterisk then connects to a port of this process, at the loopback
 * address unless `listen` says otherwise. Needs Asterisk 18 or later with `app_audiosocket`, or
 * `chan_audiosocket` for `via: "channel"`. The audio is not encrypted.
 *
 * @throws {AgiAudioError} If Asterisk lacks the module, if the channel is not answered, if this
 * process can't listen at the address, or if Asterisk does not connect.
 * @throws {AgiHangup} If the caller hangs up before the audio is open.
 * @throws {RangeError} If a number is out of range, or the rate needs `via: "channel"`.
 * @throws {TypeError} If `listen` can't be announced to Asterisk.
 *
 * @example Barge-in: the caller interrupts what is being said
 * ```ts
 * import type { Handler } from "@tipring/agi";
 * import { openAudio, VoiceDetector } from "@tipring/agi/audio";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   await using audio = await openAudio(channel);
 *   const playing = audio.play(new Uint8Array(160_000));
 *   const detector = new VoiceDetector();
 *   for await (const frame of audio.readable) {
 *     if (detector.push(frame) === "begin") break;
 *   }
 *   const { played } = audio.flush();
 *   console.error(`interrupted after ${played} ms`, await playing);
 * };
 * ```
 */
export async function openAudio(channel: Channel, options: AudioOptions = {}): Promise<CallAudio> {
  const settings = check(options);
  options.signal?.throwIfAborted();
  const signals = options.signal ? [channel.signal, options.signal] : [channel.signal];
  if (settings.via === "eagi") {
    const { rate, link, reply } = await eagiAudio(channel, EXCLUSIVE);
    const release = () => Promise.resolve();
    const watcher = watchAudio(channel.environment, rate);
    return new OpenCallAudio({ ...settings, rate, signals, reply, release, link, watcher });
  }
  await using stack = new AsyncDisposableStack();
  const uuid = crypto.randomUUID();
  const { link, reply } = settings.via === "websocket"
    ? await openWebSocket(channel, { settings, stack, uuid, listen: options.listen })
    : await openAudioSocket(channel, { settings, stack, uuid, listen: options.listen });
  const resources = stack.move();
  const release = () => resources.disposeAsync();
  const watcher = watchAudio(channel.environment, settings.rate);
  return new OpenCallAudio({ ...settings, signals, reply, release, link, watcher });
}

type Settings = ReturnType<typeof check>;

/** The checked options of an opening. */
interface Opening {
  readonly settings: Settings;
  /** Resources that are released when the audio has ended or could not be opened. */
  readonly stack: AsyncDisposableStack;
  readonly uuid: string;
  readonly listen: AudioListenOptions | undefined;
}

/** The transport, and the reply to the command that Asterisk runs during the audio. */
type Opened = Pick<OpenCallAudioOptions, "link" | "reply">;

async function openAudioSocket(channel: Channel, opening: Opening): Promise<Opened> {
  const { settings, stack, uuid, listen } = opening;
  const { listener, address } = stack.use(await useListener(listen));
  const [application, ...args] = settings.via === "application"
    ? ["AudioSocket", uuid, address] as const
    : ["Dial", `AudioSocket/${address}/${uuid}/c(${formatOf(settings.rate)})`, 10, "g"] as const;
  const module = settings.via === "application" ? "app_audiosocket.so" : "chan_audiosocket.so";
  const { conn, reply } = await connect(channel, settings, {
    application,
    args,
    expected: listener.expect(uuid),
    close: closeConn,
    silence: `Asterisk did not connect to "${address}" (can it reach that address, and is ` +
      `${module} loaded?)`,
  });
  return { reply, link: (ends) => new AudioSocket(conn, ends) };
}

async function openWebSocket(channel: Channel, opening: Opening): Promise<Opened> {
  const { settings, stack, uuid, listen } = opening;
  const { hostname, port, lastPort } = addressOf(listen).range;
  const { client } = settings;
  if (port === 0 || lastPort !== port || !/^[\w-]+$/.test(client)) {
    const ports = lastPort === port ? port : `${port}-${lastPort}`;
    throw new TypeError(
      `Opening audio failed: the port "${ports}" and the client "${client}" are not those of a section ` +
        "of websocket_client.conf (set client, and listen.port or TIPRING_AUDIO_LISTEN, to one port)",
    );
  }
  const use = stack.use(await useWebSocketServer(hostname, port));
  const { conn, reply } = await connect(channel, settings, {
    application: "Dial",
    // Asterisk keeps the last query, so each call must set its own.
    args: [`WebSocket/${client}/c(${formatOf(settings.rate)})v(id=${uuid})`, 10, "g"],
    expected: use.expect(uuid),
    close: (socket) => socket.close(),
    silence:
      `Asterisk did not connect to "${use.address}" (is chan_websocket.so loaded, and does ` +
      `websocket_client.conf have a section [${client}] with that address?)`,
  });
  return { reply, link: (ends) => new WebSocketLink(conn, ends) };
}

function check(options: AudioOptions) {
  const {
    via = "application",
    rate = 8000,
    maxDelay = 200,
    maxQueue = 1000,
    timeout = Infinity,
    openTimeout = 10_000,
    client = "tipring",
    signal,
  } = options;
  for (const [name, value] of Object.entries({ maxDelay, maxQueue, timeout, openTimeout })) {
    if (value > 0 && (value <= 60_000 || !name.startsWith("max"))) continue;
    throw new RangeError(
      `Opening audio failed: ${name} "${value}" is out of range (it is in milliseconds)`,
    );
  }
  const fixed = via === "application" || via === "eagi";
  if (!AUDIO_FRAMES.has(rate) || (fixed && rate !== 8000)) {
    throw new RangeError(
      `Opening audio failed: the rate "${rate}" is not possible via "${via}" (8000 is)`,
    );
  }
  return { via, rate, maxDelay, maxQueue, timeout, openTimeout, client, signal };
}

/** The name of a format in Asterisk. */
function formatOf(rate: number): string {
  return rate === 8000 ? "slin" : `slin${rate / 1000}`;
}

/** How to make Asterisk connect. */
interface Connecting<Conn> {
  readonly application: string;
  readonly args: readonly (string | number)[];
  readonly expected: Expected<Conn>;
  readonly close: (conn: Conn) => void;
  /** The hint for the error if Asterisk does not connect. */
  readonly silence: string;
}

/** Sends the command, and waits until Asterisk has connected. */
async function connect<Conn>(
  channel: Channel,
  { openTimeout, signal }: Settings,
  { application, args, expected, close, silence }: Connecting<Conn>,
): Promise<{ conn: Conn; reply: Promise<number> }> {
  const command: Command<number> = { ...exec(application, ...args), exclusive: EXCLUSIVE };
  const reply = channel.execute(command, {});
  const replied = reply.then(() => undefined, () => undefined);
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  const conn = await within(Promise.race([expected.arrived, replied, aborted]), openTimeout);
  signal?.removeEventListener("abort", onAbort);
  if (conn !== undefined && !signal?.aborted) return { conn, reply };
  // Without the connection the command ends at once, and the next can be sent.
  expected.cancel();
  expected.arrived.then(close);
  const result = await reply.catch((error) => failureOf(error, application));
  signal?.throwIfAborted();
  throw await silenceOf(channel, { silence, result });
}

/** Makes the error of a command that failed. */
function failureOf(error: unknown, application: string): never {
  if (!(error instanceof AgiAppError)) throw error;
  const module = `app_${application.toLowerCase()}.so`;
  const message = `EXEC ${application} failed: Asterisk has no such application (load ${module})`;
  throw new AgiAudioError(message, { cause: error, command: `EXEC ${application}` });
}

/** Makes the error of a command that ended or timed out before Asterisk connected. */
async function silenceOf(
  channel: Channel,
  { silence, result }: { silence: string; result: number },
): Promise<AgiAudioError> {
  const state = await channel.channelStatus();
  const why = state === "up" ? silence : "the channel is not answered (call answer() first)";
  return new AgiAudioError(`Opening audio failed: ${why}`, {
    items: { result: `${result}`, state: `${state}` },
  });
}
