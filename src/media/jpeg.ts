import type { DecodedFrame } from "../core/frame.js";
import { loadSharp } from "./sharp.js";

/** A picture as the bytes of a JPEG file. */
export function toJpeg({ width, height, pixels }: DecodedFrame): Promise<Buffer> {
  return loadSharp()(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}
