import { coveredSizeOf, type DecodedFrame, type FrameFit } from "../../core/frame.js";
import { resample } from "./resample.js";

/** What an image encoder expects of its pictures. */
export interface ImageSpec extends FrameFit {
  /** Mean and standard deviation of each channel (red, green, blue), in units of the full scale. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The frame at the wanted size; the frame itself where it has that size already. */
export function fitFrame(frame: DecodedFrame, fit: FrameFit): DecodedFrame {
  const { width, height, interpolation = "bicubic" } = fit;
  if (frame.width === width && frame.height === height) return frame;
  if (fit.fit === "stretch") return resample(frame, { width, height, interpolation });
  const covering = coveringSizeOf(frame, fit);
  const left = Math.floor((covering.width - width) / 2);
  const top = Math.floor((covering.height - height) / 2);
  return resample(frame, { ...covering, interpolation }, { left, top, width, height });
}

/** Size of the scaled frame that `crop` cuts from: one edge as long as it has to be, the other rounded down. */
function coveringSizeOf(frame: DecodedFrame, fit: FrameFit): { readonly width: number; readonly height: number } {
  const [width, height] = coveredSizeOf(fit);
  return frame.width * height >= frame.height * width
    ? { width: Math.floor((frame.width * height) / frame.height), height }
    : { width, height: Math.floor((frame.height * width) / frame.width) };
}

/** Pixels of `N` frames at the wanted size as `[N, 3, height, width]`, each channel `(value / 255 - mean) / std`. */
export function toPixelValues(frames: readonly DecodedFrame[], spec: ImageSpec): Float32Array {
  const area = spec.width * spec.height;
  const values = new Float32Array(frames.length * 3 * area);
  for (let channel = 0; channel < 3; channel += 1) {
    const normalised = toNormalised(spec.mean[channel] as number, spec.std[channel] as number);
    for (const [index, frame] of frames.entries()) {
      let at = (index * 3 + channel) * area;
      for (let pixel = channel; pixel < area * 3; pixel += 3, at += 1) {
        values[at] = normalised[frame.pixels[pixel] as number] as number;
      }
    }
  }
  return values;
}

/** Normalised value of each of the 256 values of a channel. */
function toNormalised(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
}
