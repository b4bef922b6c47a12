import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import { probeMedia } from "../../../media/probe.js";
import { toWebp } from "../../../media/webp.js";
import { hashFile } from "../../../pipeline/identify.js";
import { decodeMiddles } from "../../clips/readClip.js";
import { fitWithin } from "../../examinees/shownPictures.js";
import type { ReportedClip } from "./reportedClip.js";

/** Pixels of the longer side of a frame. */
export const maxFrameEdge = 112;

/** The frames of a clip beside each other in one picture. */
export interface FilmStrip {
  /** A WebP file. */
  readonly picture: Uint8Array;
  /** Of one frame. */
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
}

/**
 * Takes the frames of a clip that was examined from its video once more, small.
 *
 * @throws {KinodexError} `input` where the file is not the one that was examined; what hashing and decoding throw
 */
export async function takeFilmStrip(path: string, clip: ReportedClip, signal: AbortSignal): Promise<FilmStrip> {
  if ((await hashFile(path, signal)) !== clip.sha256)
    throw new KinodexError("input", `${path} holds other bytes than when it was examined`, { path });
  const info = await probeMedia(path, { signal });
  const fit = fitWithin(info, maxFrameEdge);
  const { start_seconds: startSeconds, seconds, frames: taken } = clip;
  const span = { startSeconds, endSeconds: startSeconds + seconds };
  const frames = await decodeMiddles(info, fit, span, taken.length, signal);
  const { width, height } = fit;
  return { picture: await toWebp(besideEachOther(frames)), width, height, frameCount: frames.length };
}

function besideEachOther(frames: readonly DecodedFrame[]): DecodedFrame {
  const [{ width, height }] = frames as [DecodedFrame];
  const pixels = new Uint8Array(frames.length * width * height * 3);
  for (const [n, frame] of frames.entries())
    for (let row = 0; row < height; row += 1) {
      const line = frame.pixels.subarray(row * width * 3, (row + 1) * width * 3);
      pixels.set(line, (row * frames.length + n) * width * 3);
    }
  return { timeSeconds: 0, width: frames.length * width, height, pixels };
}
