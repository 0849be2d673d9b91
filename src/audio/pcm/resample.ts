import { Resampler } from "./resampler.ts";
import { toFloat32, toInt16 } from "./samples.ts";

/** Converts whole audio to another sample rate; rates are in Hz. */
export function resample(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return samples;
  const resampler = new Resampler(from, to);
  const begin = resampler.push(toFloat32(samples));
  const end = resampler.flush();
  const converted = new Float32Array(begin.length + end.length);
  converted.set(begin);
  converted.set(end, begin.length);
  return toInt16(converted);
}
