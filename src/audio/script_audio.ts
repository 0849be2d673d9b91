/** How the audio of a script is coded. */
export interface ScriptAudioFormat {
  /** The name in Asterisk: the value of `EAGI_AUDIO_FORMAT`, or `slin`. */
  readonly name: string;
  /**
   * How a sample is coded: `pcm` is signed 16-bit little-endian. `undefined` for other formats,
   * such as `g722`.
   */
  readonly encoding: "pcm" | "mulaw" | "alaw" | undefined;
  /** The sample rate in Hz; `undefined` if the encoding is. */
  readonly rate: number | undefined;
}

/**
 * What the caller says, in a script that the dialplan runs by `EAGI()`. Asterisk sends it on
 * descriptor 3 while commands run, except those that record or wait by themselves, such as
 * `RECORD FILE` and `EXEC`.
 *
 * @example The loudness of the caller while a prompt plays
 * ```ts
 * import type { Handler } from "@tipring/agi";
 * import { samplesOf } from "@tipring/agi/audio";
 *
 * const handler: Handler = async (channel, { audio }) => {
 *   if (audio === undefined) throw new Error("run this script by EAGI()");
 *   const playing = channel.streamFile("demo-instruct");
 *   for await (const chunk of audio.readable) {
 *     console.error(Math.max(...samplesOf(chunk)));
 *   }
 *   await playing;
 * };
 * ```
 */
export interface ScriptAudio {
  /**
   * The caller's audio, from the start of the script, in chunks of 320 bytes: 20 ms at 8 kHz. If
   * nothing reads it, the last 256 KiB are kept, and older audio is dropped. Ends with the call.
   *
   * Reading fails with an `AgiAudioError` if descriptor 3 can't be opened. Deno needs `--allow-all`
   * for it.
   */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /**
   * Returns how the audio is coded. The dialplan can choose it by the variable
   * `EAGI_AUDIO_FORMAT`; the default is 16-bit PCM at 8 kHz. Sends `GET VARIABLE`.
   *
   * @throws {AgiHangup} If the call has ended.
   */
  format(): Promise<ScriptAudioFormat>;
}

const CODES: ReadonlyMap<string, ScriptAudioFormat["encoding"]> = new Map([
  ["ulaw", "mulaw"],
  ["alaw", "alaw"],
]);

/** The format of an `EAGI_AUDIO_FORMAT`; `null` if the variable is not set. */
export function scriptAudioFormat(variable: string | null): ScriptAudioFormat {
  const name = variable ?? "slin";
  const [, kHz] = /^slin(8|12|16|24|32|44|48|96|192)?$/.exec(name) ?? [];
  if (kHz !== undefined || name === "slin") {
    const rate = kHz === "44" ? 44_100 : Number(kHz ?? 8) * 1000;
    return { name, encoding: "pcm", rate };
  }
  const encoding = CODES.get(name);
  return { name, encoding, rate: encoding && 8000 };
}
