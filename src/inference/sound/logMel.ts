import { setImmediate } from "node:timers/promises";
import { createPowerSpectrum } from "./fourier.js";
import { createMelFilters } from "./melFilters.js";

/** Samples a second that features are made of. */
export const melSampleRate = 16_000;

/** Seconds that features cover, whatever the length of the sound. */
export const melSeconds = 30;

const windowLength = 400;
const hopLength = 160;
const frameCount = (melSeconds * melSampleRate) / hopLength;
/** Frames after which others get their turn in the thread. */
const framesAtOnce = 100;

/** Turns up to {@link melSeconds} of sound into log-mel features `[bands, 3000]`, a frame each 10 ms. */
export type LogMel = (samples: Float32Array) => Promise<Float32Array>;

/**
 * Creates Whisper's features (https://arxiv.org/abs/2212.04356) as transformers' `WhisperFeatureExtractor` makes them:
 * Hann windows of 25 ms, powers in mel bands, logarithms no more than 8 below the highest, about [-1, 1]. What is longer
 * is cut; what is shorter is followed by silence.
 */
export function createLogMel(bands: number): LogMel {
  const spectrum = createPowerSpectrum(windowLength);
  const bins = windowLength / 2 + 1;
  const filters = createMelFilters(bands, bins, melSampleRate);
  const hann = Float64Array.from(
    { length: windowLength },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / windowLength),
  );
  const floor = -10; // log10 of the least power that counts
  const frame = new Float64Array(windowLength);
  const power = new Float64Array(bins);

  return async (given) => {
    const samples = given.subarray(0, melSeconds * melSampleRate);
    const features = new Float32Array(bands * frameCount).fill(floor);
    const soundingFrames = Math.min(frameCount, Math.ceil((samples.length + windowLength / 2) / hopLength));
    let highest = floor;
    for (let at = 0; at < soundingFrames; at += 1) {
      if (at > 0 && at % framesAtOnce === 0) await setImmediate();
      readFrame(samples, at * hopLength - windowLength / 2, hann, frame);
      spectrum(frame, power);
      for (const [band, { first, weights }] of filters.entries()) {
        let sum = 0;
        for (let n = 0; n < weights.length; n += 1) sum += (weights[n] as number) * (power[first + n] as number);
        const level = Math.max(floor, Math.log10(sum));
        features[band * frameCount + at] = level;
        if (level > highest) highest = level;
      }
    }
    return features.map((level) => (Math.max(level, highest - 8) + 4) / 4);
  };
}

/** A window of samples from `from` on; the sound is mirrored at its edges, which are those of {@link melSeconds}. */
function readFrame(samples: Float32Array, from: number, window: Float64Array, frame: Float64Array): void {
  const last = melSeconds * melSampleRate - 1;
  for (let n = 0; n < windowLength; n += 1) {
    const at = Math.abs(from + n);
    const place = at > last ? 2 * last - at : at;
    frame[n] = (samples[place] ?? 0) * (window[n] as number);
  }
}
