import { KinodexError, toMessage } from "../core/errors.js";
import type { DecodedFrame } from "../core/frame.js";
import { loadSharp } from "./sharp.js";

/** Far more than any camera takes, and as RGB still in memory at once: 300 MB. */
const maxPixels = 100_000_000;

/** How large a picture is read. */
export interface ReadPictureOptions {
  /** Pixels of its longer side; smaller ones stay as they are. Default: all that it has. */
  readonly maxEdge?: number | undefined;
}

/**
 * Reads a picture from its bytes or a file: upright, opaque on white, in sRGB.
 *
 * @throws {KinodexError} `input` when it is none, or has too many pixels; `environment` without sharp
 */
export async function readPicture(
  picture: Buffer | string,
  { maxEdge }: ReadPictureOptions = {},
): Promise<DecodedFrame> {
  const sharp = loadSharp();
  try {
    const upright = sharp(picture, { limitInputPixels: maxPixels }).rotate();
    const fitted = maxEdge ? upright.resize(maxEdge, maxEdge, { fit: "inside", withoutEnlargement: true }) : upright;
    const { data, info } = await fitted
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { timeSeconds: 0, width: info.width, height: info.height, pixels: new Uint8Array(data) };
  } catch (error) {
    const path = typeof picture === "string" ? picture : undefined;
    const named = path === undefined ? "the picture" : `the picture ${path}`;
    throw new KinodexError(
      "input",
      `cannot read ${named}: ${toReason(toMessage(error))}`,
      path === undefined ? {} : { path },
      error,
    );
  }
}

/** What sharp says of the two commonest faults, in words that say what to do. */
function toReason(message: string): string {
  if (message.includes("Input file is missing")) return "there is no such file; check the name";
  if (message.includes("unsupported image format"))
    return "it is not a picture; give a JPEG, PNG, WebP, GIF or TIFF file";
  return message;
}
