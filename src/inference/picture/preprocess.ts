import { coveredSizeOf, type DecodedFrame, type FrameFit } from "../../core/frame.js";
import type { PatchSpec } from "./patches.js";
import { resample } from "./resample.js";

/** What a model expects of its pictures. */
export interface ImageSpec extends FrameFit {
  /** Colour, 8-bit RGB, that a picture is made square with before all else. Default: it keeps its shape. */
  readonly padding?: readonly number[] | undefined;
  /** What the longest edge is scaled to before the picture is fitted, as some models were trained. Default: it is not. */
  readonly longestEdge?: number | undefined;
  /** Colour, 8-bit RGB, of what is left free by a picture that is scaled to fit inside, whole. Default: it is fitted as `fit` says. */
  readonly matte?: readonly number[] | undefined;
  /** Mean and standard deviation of each channel (red, green, blue), in units of the full scale. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Only for a model that takes patches: what is made of one picture then. */
  readonly patches?: PatchSpec | undefined;
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

/** The frame as a model expects it, its values still 0 to 255. */
export function prepareFrame(frame: DecodedFrame, spec: ImageSpec): DecodedFrame {
  if (spec.matte) return putOnMatte(frame, spec, spec.matte);
  const square = spec.padding ? padToSquare(frame, spec.padding) : frame;
  return fitFrame(spec.longestEdge === undefined ? square : scaleTo(square, spec.longestEdge, spec), spec);
}

/** The picture in the middle of a square of one colour. */
function padToSquare(frame: DecodedFrame, colour: readonly number[]): DecodedFrame {
  const side = Math.max(frame.width, frame.height);
  return frame.width === frame.height ? frame : placeIn({ width: side, height: side }, frame, colour);
}

/** The whole picture, as large as the size allows, in its middle on one colour, as Janus has it. */
function putOnMatte(
  frame: DecodedFrame,
  { width, height, interpolation = "bicubic" }: FrameFit,
  matte: readonly number[],
) {
  const scale = Math.min(width / frame.width, height / frame.height);
  const toSide = (pixels: number, most: number) => Math.min(most, Math.max(1, Math.trunc(pixels * scale)));
  const [innerWidth, innerHeight] = [toSide(frame.width, width), toSide(frame.height, height)];
  const inner = fitFrame(frame, { width: innerWidth, height: innerHeight, fit: "stretch", interpolation });
  return placeIn({ width, height }, inner, matte);
}

/** A picture in the middle of a larger one of one colour. */
function placeIn(
  { width, height }: { readonly width: number; readonly height: number },
  inner: DecodedFrame,
  colour: readonly number[],
): DecodedFrame {
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = colour[at % 3] as number;
  const [left, top] = [Math.floor((width - inner.width) / 2), Math.floor((height - inner.height) / 2)];
  for (let row = 0; row < inner.height; row += 1)
    pixels.set(
      inner.pixels.subarray(row * inner.width * 3, (row + 1) * inner.width * 3),
      ((top + row) * width + left) * 3,
    );
  return { timeSeconds: inner.timeSeconds, width, height, pixels };
}

/** The longest edge as long as it has to be, the other one even, as Idefics 3 has it. */
function scaleTo(frame: DecodedFrame, longestEdge: number, { interpolation = "bicubic" }: FrameFit): DecodedFrame {
  const ratio = frame.width / frame.height;
  const toEven = (pixels: number) => pixels + (pixels % 2);
  const [width, height] =
    frame.width >= frame.height
      ? [longestEdge, toEven(Math.trunc(longestEdge / ratio))]
      : [toEven(Math.trunc(longestEdge * ratio)), longestEdge];
  return fitFrame(frame, { width: Math.max(1, width), height: Math.max(1, height), fit: "stretch", interpolation });
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
