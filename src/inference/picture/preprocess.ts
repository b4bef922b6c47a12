import type { DecodedFrame } from "../../core/frame.js";
import { resizeBicubic } from "./resample.js";

/** How a picture of any size becomes the model's input size. */
export type Fit = "stretch" | "crop";

/** What an image encoder expects of its pictures. */
export interface ImageSpec {
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** `stretch` ignores the aspect ratio; `crop` covers the input size and cuts the middle out. */
  readonly fit: Fit;
  /** Mean and standard deviation of each channel (red, green, blue), in units of the full scale. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The frame at the model's input size; the frame itself where it has that size already. */
export function fitFrame(frame: DecodedFrame, spec: ImageSpec): DecodedFrame {
  const { inputWidth, inputHeight, fit } = spec;
  if (frame.width === inputWidth && frame.height === inputHeight) return frame;
  if (fit === "stretch") return resizeBicubic(frame, inputWidth, inputHeight);
  const scale = Math.max(inputWidth / frame.width, inputHeight / frame.height);
  const width = Math.max(inputWidth, Math.floor(frame.width * scale));
  const height = Math.max(inputHeight, Math.floor(frame.height * scale));
  const left = Math.floor((width - inputWidth) / 2);
  const top = Math.floor((height - inputHeight) / 2);
  return resizeBicubic(frame, width, height, { left, top, width: inputWidth, height: inputHeight });
}

/** Pixels of `N` frames at input size as `[N, 3, height, width]`, each channel `(value / 255 - mean) / std`. */
export function toPixelValues(frames: readonly DecodedFrame[], spec: ImageSpec): Float32Array {
  const area = spec.inputWidth * spec.inputHeight;
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
