import type { DecodedFrame } from "../core/frame.js";
import { loadSharp } from "./sharp.js";

/** A picture as the bytes of a PNG file, without loss. */
export function toPng({ width, height, pixels }: DecodedFrame): Promise<Buffer> {
  return loadSharp()(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
