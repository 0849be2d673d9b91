import type { Channel } from "../channel.ts";
import type { Command } from "../command.ts";
import { exec } from "../commands/dialplan.ts";
import { AgiAppError, AgiAudioError } from "../errors.ts";
import { within } from "../transport/within.ts";
import { type AudioConn, closeConn } from "./audio_conn.ts";
import { eagiAudio } from "./_eagi_audio.ts";
import { AudioSocket } from "./_audio_socket.ts";
import { AUDIO_FRAMES } from "./audio_socket_frames.ts";
import { OpenCallAudio } from "./_open_call_audio.ts";
import { type AudioListenOptions, type ListenerUse, useListener } from "./_shared_listener.ts";
import type { CallAudio } from "./call_audio.ts";

/** Options of {@linkcode openAudio}. Times are milliseconds. */
export interface AudioOptions {
  /**
   * How Asterisk gives the audio. `application`, the default, is `AudioSocket()`: 8 kHz, and the least
   * work. `channel` is `Dial(AudioSocket/...)`, which has other rates and takes twice the CPU time of
   * Asterisk. `eagi` is for a script that the dialplan runs by `EAGI()`, on any Asterisk and without a
   * module: the caller's audio comes on descriptor 3, at the rate of `EAGI_AUDIO_FORMAT`, and Asterisk plays
   * a FIFO. It needs the program `mkfifo`.
   */
  via?: "application" | "channel" | "eagi";
  /** The sample rate in Hz, 8,000 by default. With `channel` also 16,000, 24,000, 32,000 and 48,000. */
  rate?: 8000 | 16_000 | 24_000 | 32_000 | 48_000;
  /**
   * The most audio of the caller that waits for a reader; older audio is dropped. The default, 200, keeps
   * a conversation prompt. Give more where each word counts more than the delay, as for a recording.
   */
  maxDelay?: number;
  /** How much audio may wait to be played until writes wait; 1,000 by default. */
  maxQueue?: number;
  /** The longest time that the audio may last; `Infinity` by default. */
  timeout?: number;
  /** The longest time until the audio is open; 10,000 by default. */
  openTimeout?: number;
  /** Ends the audio when it is aborted. */
  signal?: AbortSignal;
  /**
   * Where Asterisk connects to. The default is what the environment variables `TIPRING_AUDIO_LISTEN` and
   * `TIPRING_AUDIO_ANNOUNCE` say, or any free port of the loopback address.
   */
  listen?: AudioListenOptions;
}

/** What rejects the commands that are sent meanwhile. */
const EXCLUSIVE = "the audio of the call is open (close it first)";

/**
 * Opens the audio of a call: what the caller says becomes a stream, and what is written to another is
 * what the caller hears. The channel must have been answered. No command can be sent until the audio has
 * ended.
 *
 * Sends `EXEC AudioSocket`; Asterisk then connects to a port of this process, at the loopback address
 * unless `listen` says otherwise. Needs Asterisk 18 or later with `app_audiosocket`, or `chan_audiosocket`
 * for `via: "channel"`. The audio is not encrypted.
 *
 * @throws {AgiAudioError} If Asterisk lacks the module, if the channel is not answered, or if Asterisk does
 * not connect.
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
    return new OpenCallAudio({ ...settings, rate, signals, reply, release, link });
  }
  const use = useListener(options.listen);
  try {
    const { conn, reply } = await connect(channel, settings, use);
    return new OpenCallAudio({
      ...settings,
      signals,
      reply,
      release: () => use[Symbol.asyncDispose](),
      link: (ends) => new AudioSocket(conn, ends),
    });
  } catch (error) {
    await use[Symbol.asyncDispose]();
    throw error;
  }
}

type Settings = ReturnType<typeof check>;

function check(options: AudioOptions) {
  const {
    via = "application",
    rate = 8000,
    maxDelay = 200,
    maxQueue = 1000,
    timeout = Infinity,
    openTimeout = 10_000,
  } = options;
  for (const [name, value] of Object.entries({ maxDelay, maxQueue, timeout, openTimeout })) {
    if (value > 0 && (value <= 60_000 || !name.startsWith("max"))) continue;
    throw new RangeError(
      `Opening audio failed: ${name} "${value}" is out of range (it is in milliseconds)`,
    );
  }
  if (!AUDIO_FRAMES.has(rate) || (via !== "channel" && rate !== 8000)) {
    throw new RangeError(
      `Opening audio failed: the rate "${rate}" is not possible via "${via}" (8000 is)`,
    );
  }
  return { via, rate, maxDelay, maxQueue, timeout, openTimeout, signal: options.signal };
}

function commandOf({ via, rate }: Settings, address: string, uuid: string): Command<number> {
  const command = via === "application" ? exec("AudioSocket", uuid, address) : exec(
    "Dial",
    `AudioSocket/${address}/${uuid}/c(slin${rate === 8000 ? "" : rate / 1000})`,
    10,
    "g",
  );
  return { ...command, exclusive: EXCLUSIVE };
}

/** Sends the command, and waits until Asterisk has connected. */
async function connect(
  channel: Channel,
  settings: Settings,
  { listener, address }: ListenerUse,
): Promise<{ conn: AudioConn; reply: Promise<number> }> {
  const uuid = crypto.randomUUID();
  const expected = listener.expect(uuid);
  const reply = channel.execute(commandOf(settings, address, uuid), {});
  const replied = reply.then(() => undefined, () => undefined);
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers<undefined>();
  const abort = () => onAbort(undefined);
  settings.signal?.addEventListener("abort", abort);
  const { openTimeout } = settings;
  const conn = await within(Promise.race([expected.arrived, replied, aborted]), openTimeout);
  settings.signal?.removeEventListener("abort", abort);
  if (conn !== undefined && !settings.signal?.aborted) return { conn, reply };
  // Without its connection the command ends at once, and the next one can be sent.
  expected.cancel();
  expected.arrived.then(closeConn);
  const result = await reply.catch((error) => failureOf(error, settings));
  settings.signal?.throwIfAborted();
  throw await silenceOf(channel, settings, { address, result });
}

/** Why the command failed. */
function failureOf(error: unknown, { via }: Settings): never {
  if (!(error instanceof AgiAppError)) throw error;
  const [application, module] = via === "application"
    ? ["AudioSocket", "app_audiosocket.so"]
    : ["Dial", "app_dial.so"];
  const message = `EXEC ${application} failed: Asterisk has no such application (load ${module})`;
  throw new AgiAudioError(message, { cause: error, command: `EXEC ${application}` });
}

/** Why the command ended, or took too long, and Asterisk did not connect. */
async function silenceOf(
  channel: Channel,
  { via }: Settings,
  { address, result }: { address: string; result: number },
): Promise<AgiAudioError> {
  const state = await channel.channelStatus();
  const items = { result: `${result}`, state: `${state}` };
  if (state !== "up") {
    const message = "Opening audio failed: the channel is not answered (call answer() first)";
    return new AgiAudioError(message, { items });
  }
  const module = via === "application" ? "app_audiosocket.so" : "chan_audiosocket.so";
  return new AgiAudioError(
    `Opening audio failed: Asterisk did not connect to "${address}" (can it reach that address, and ` +
      `is ${module} loaded?)`,
    { items },
  );
}
