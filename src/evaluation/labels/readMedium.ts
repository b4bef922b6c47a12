import { KinodexError } from "../../core/errors.js";
import type { Span } from "../../core/span.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import { probeMedia } from "../../media/probe.js";
import { readPicture } from "../../media/readPicture.js";
import { framesPerClip, hashFrame, seeStretch, type ClipReader } from "../clips/readClip.js";
import type { Sequence } from "../clips/sequence.js";
import type { LabelledMedium } from "./labelledExample.js";
import { createShownMedia, type ShownMedia } from "../clips/shownMedia.js";

/** How densely frames are taken: as many as of an unlabelled clip, or one for so many seconds. */
export type FrameDensity = "few" | { readonly everySeconds: number };

/** Of twenty minutes a frame a second; all are held at once. */
const maxFrames = 1200;

/** Who is shown what is read, and what remembers that. */
export interface MediumReader extends ClipReader {
  /** Default: nothing does. */
  readonly media?: ShownMedia | undefined;
}

/**
 * Decodes a video, the part of one, or a picture, shows it, and keeps nothing of it but hashes and times.
 *
 * @throws {KinodexError} `input` and `media` for what cannot be decoded, and for a part that lies outside its video
 */
export async function readMedium(
  { path, isPicture, span }: LabelledMedium,
  density: FrameDensity,
  reader: MediumReader,
  signal: AbortSignal,
): Promise<Sequence> {
  const { media = createShownMedia() } = reader;
  const sha256 = await media.hashOf(path, signal);
  if (isPicture) {
    const decode = async () => [await readPicture(path)] as const;
    const [picture] = await decode();
    const hash = hashFrame(picture);
    await reader.show([picture], [hash], decode);
    media.add({ path, sha256, frames: [hash] });
    return { frames: [{ hash, timeSeconds: 0 }], endSeconds: 1, seams: [] };
  }
  const info = await probeMedia(path, { signal });
  const part = toPart(info, span);
  const lasting = part.endSeconds - part.startSeconds;
  const count =
    density === "few" ? framesPerClip : Math.min(maxFrames, Math.max(1, Math.round(lasting / density.everySeconds)));
  const { hashes } = await seeStretch(info, { ...part, sha256, fit: reader.fitOf(info), count }, reader, signal);
  media.add({ path, sha256, span: part, frames: hashes });
  return {
    frames: hashes.map((hash, n) => ({ hash, timeSeconds: ((n + 0.5) * lasting) / count })),
    endSeconds: lasting,
    seams: [],
  };
}

/** People who label videos round up. */
const slackSeconds = 0.5;

function toPart({ path, durationSeconds, firstPictureSeconds }: MediaInfo, span: Span | undefined): Span {
  if (durationSeconds === undefined || durationSeconds <= firstPictureSeconds)
    throw new KinodexError("media", `${path} does not say how long it lasts`, { path });
  if (!span) return { startSeconds: firstPictureSeconds, endSeconds: durationSeconds };
  const startSeconds = Math.max(firstPictureSeconds, span.startSeconds);
  const endSeconds = Math.min(durationSeconds, span.endSeconds);
  if (span.endSeconds <= durationSeconds + slackSeconds && endSeconds > startSeconds)
    return { startSeconds, endSeconds };
  const asked = `from ${span.startSeconds} s to ${span.endSeconds} s`;
  throw new KinodexError("input", `${asked} lies outside the video ${path}, which lasts ${durationSeconds} s`, {
    path,
  });
}
