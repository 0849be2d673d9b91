/**
 * Audio in a handler: tools for PCM.
 *
 * @module
 */
export { decodeAlaw, encodeAlaw } from "./pcm/alaw.ts";
export { decodeWav } from "./pcm/decode_wav.ts";
export { FrameStream } from "./pcm/frame_stream.ts";
export { decodeMulaw, encodeMulaw } from "./pcm/mulaw.ts";
export { ResampleStream } from "./pcm/resample_stream.ts";
export { Resampler } from "./pcm/resampler.ts";
export { bytesOf, samplesOf, toFloat32, toInt16 } from "./pcm/samples.ts";
export { VoiceDetector, type VoiceDetectorOptions } from "./pcm/voice_detector.ts";
export { readWavHeader, wavHeader, type WavHeaderOptions, type WavInfo } from "./pcm/wav.ts";
