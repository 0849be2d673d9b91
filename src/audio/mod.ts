/**
 * Audio in a handler: {@linkcode openAudio} returns the caller's speech as a stream, and plays what
 * is written to another. Also tools for PCM: G.711, WAV, framing, resampling, and voice detection.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 * import { openAudio } from "@tipring/agi/audio";
 *
 * const echo: Handler = async (channel) => {
 *   await channel.answer();
 *   await using audio = await openAudio(channel);
 *   await audio.readable.pipeTo(audio.writable);
 * };
 * ```
 *
 * @module
 */
export type { AudioListenOptions } from "./_shared_listener.ts";
export type { AudioEnd, AudioSource, CallAudio, Flushed, PlayOptions } from "./call_audio.ts";
export { type AudioOptions, openAudio } from "./open_audio.ts";
export { decodeAlaw, encodeAlaw } from "./pcm/alaw.ts";
export { decodeWav } from "./pcm/decode_wav.ts";
export { decodeG722 } from "./pcm/g722.ts";
export { decodeGsm, type DecodeGsmOptions } from "./pcm/gsm.ts";
export { FrameStream } from "./pcm/frame_stream.ts";
export { decodeMulaw, encodeMulaw } from "./pcm/mulaw.ts";
export { ResampleStream } from "./pcm/resample_stream.ts";
export { Resampler } from "./pcm/resampler.ts";
export { bytesOf, samplesOf, toFloat32, toInt16 } from "./pcm/samples.ts";
export type { ScriptAudio, ScriptAudioFormat } from "./script_audio.ts";
export {
  serveSpeech,
  type ServeSpeechOptions,
  type SpeechHandler,
  type SpeechServer,
} from "./serve_speech.ts";
export type { RecognizedSpeech, SpeechSession } from "./speech_session.ts";
export { VoiceDetector, type VoiceDetectorOptions } from "./pcm/voice_detector.ts";
export { readWavHeader, wavHeader, type WavHeaderOptions, type WavInfo } from "./pcm/wav.ts";
