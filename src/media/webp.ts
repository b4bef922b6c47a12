import type { DecodedFrame } from "../core/frame.js";
import { loadSharp } from "./sharp.js";

/** A picture as the bytes of a WebP file, about half as large as a JPEG; the same bytes for the same picture. */
export function toWebp({ width, height, pixels }: DecodedFrame): Promise<Buffer> {
  return loadSharp()(pixels, { raw: { width, height, channels: 3 } })
    .webp({ quality: 60, effort: 6 })
    .toBuffer();
}
