import { KinodexError } from "../../core/errors.js";
import type { DecodedFrame } from "../../core/frame.js";
import type { PictureBatch } from "../tensor.js";
import type { ImageSpec } from "./preprocess.js";

/**
 * Copies the pixels of frames into one buffer that can move to a session's thread; the frames stay whole.
 *
 * @throws {KinodexError} as {@link checkFrame} does
 */
export function toPictureBatch(frames: readonly DecodedFrame[], spec: ImageSpec): PictureBatch {
  for (const frame of frames) checkFrame(frame);
  const data = new Uint8Array(frames.reduce((sizeBytes, frame) => sizeBytes + frame.pixels.length, 0));
  let start = 0;
  for (const { pixels } of frames) {
    data.set(pixels, start);
    start += pixels.length;
  }
  return { type: "pictures", spec, sizes: frames.map(({ width, height }) => ({ width, height })), data };
}

/**
 * A frame of the wrong length would shift the pixels of those that share its batch.
 *
 * @throws {KinodexError} `input` for one whose pixels are not as many as its size says
 */
export function checkFrame({ width, height, pixels, timeSeconds }: DecodedFrame): void {
  if (width > 0 && height > 0 && pixels.length === width * height * 3) return;
  throw new KinodexError(
    "input",
    `the frame at ${timeSeconds} s has ${pixels.length} bytes; ${width}x${height} in RGB needs ${width * height * 3}`,
    { width, height, sizeBytes: pixels.length },
  );
}
