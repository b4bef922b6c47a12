import sharp from "sharp";
import type { DecodedFrame } from "../../../src/core/frame.js";

/** A picture of a file as a frame. */
export async function readPng(path: string): Promise<DecodedFrame> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { timeSeconds: 0, width: info.width, height: info.height, pixels: new Uint8Array(data) };
}
