import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import { probeMedia } from "../../../media/probe.js";
import { toWebp } from "../../../media/webp.js";
import { hashFile } from "../../../pipeline/identify.js";
import { readPicture } from "../../../media/readPicture.js";
import { decodeMiddles } from "../../clips/readClip.js";
import { fitWithin } from "../../examinees/shownPictures.js";
import { placesOf, type ReportedMedium } from "./reportedMedium.js";

/** Pixels of the longer side of a frame. */
export const maxFrameEdge = 112;

/** The frames of a clip beside each other in one picture; or of a picture itself. */
export interface FilmStrip {
  /** A WebP file. */
  readonly picture: Uint8Array;
  /** Of one frame. */
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
}

/**
 * Takes the frames of what was examined from its file once more, small.
 *
 * @throws {KinodexError} `input` where the file is not the one that was examined; what hashing and decoding throw
 */
export async function takeFilmStrip(path: string, medium: ReportedMedium, signal: AbortSignal): Promise<FilmStrip> {
  if ((await hashFile(path, signal)) !== medium.sha256)
    throw new KinodexError("input", `${path} holds other bytes than when it was examined`, { path });
  const frames = await takeFrames(path, medium, signal);
  const [{ width, height }] = frames as [DecodedFrame];
  return { picture: await toWebp(besideEachOther(frames)), width, height, frameCount: frames.length };
}

async function takeFrames(path: string, medium: ReportedMedium, signal: AbortSignal): Promise<DecodedFrame[]> {
  const { start_seconds: startSeconds, seconds, frames, frame_count: count = frames.length } = medium;
  if (startSeconds === undefined || seconds === undefined) return [await readPicture(path, { maxEdge: maxFrameEdge })];
  const info = await probeMedia(path, { signal });
  const span = { startSeconds, endSeconds: startSeconds + seconds };
  const all = await decodeMiddles(info, fitWithin(info, maxFrameEdge), span, count, signal);
  return placesOf(medium).map((place) => all[place] as DecodedFrame);
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
