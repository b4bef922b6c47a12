import { createHash } from "node:crypto";
import { KinodexError } from "../../core/errors.js";
import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { Span } from "../../core/span.js";
import { decodeFrames } from "../../media/decode.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import { probeMedia } from "../../media/probe.js";
import { hashFile } from "../../pipeline/identify.js";
import type { Clip } from "./clip.js";
import type { DecodeAgain, FrameCache, SeenStretch, Stretch } from "./frameCache.js";

/** A file that a clip is taken from. */
export interface ClipFile {
  readonly name: string;
  readonly path: string;
  readonly caption?: string | undefined;
}

/** Frames that are taken of a clip, at the middles of equal stretches. */
export const framesPerClip = 16;
/** Of a longer video its middle counts: what it is about, between its titles. */
const maxClipSeconds = 16;
/** Frames are decoded so much more densely than they are taken, so that each is near the middle of its stretch. */
const density = 2;
/** A clip of fewer distinct frames shows no course of anything. */
const minFrames = 4;

/** Who is shown what is read. */
export interface ClipReader {
  readonly fitOf: (info: MediaInfo) => FrameFit;
  /** Is handed frames that were decoded, hears by which hashes they are known, and can have them again. */
  readonly show: (frames: readonly DecodedFrame[], hashes: readonly string[], decode: DecodeAgain) => Promise<void>;
  /** Knows what was seen before. Default: nothing was. */
  readonly cache?: FrameCache | undefined;
}

/**
 * Decodes a clip, shows its frames to an examinee, and keeps nothing of them but hashes and times.
 *
 * @throws {KinodexError} `input` and `media` for what is no video, `media` for one that is too short to be examined
 */
export async function readClip(
  { name, path, caption }: ClipFile,
  { fitOf, show, cache }: ClipReader,
  signal: AbortSignal,
): Promise<Clip> {
  const sha256 = await hashFile(path, signal);
  const info = await probeMedia(path, { signal });
  const middle = middleOf(info, path);
  const { startSeconds, endSeconds } = middle;
  const stretch = { ...middle, sha256, fit: fitOf(info), count: framesPerClip };
  const { hashes, motionLevels } = await seeStretch(info, stretch, { show, cache }, signal);
  if (new Set(hashes).size < minFrames) {
    const problem = `it has ${new Set(hashes).size} different pictures, and at least ${minFrames} are needed`;
    throw new KinodexError("media", `${path} is too short to be examined: ${problem}`, { path });
  }
  const lasting = endSeconds - startSeconds;
  return {
    name,
    sha256,
    caption,
    startSeconds,
    endSeconds: lasting,
    seams: [],
    motionLevels,
    frames: hashes.map((hash, n) => ({ hash, timeSeconds: ((n + 0.5) * lasting) / hashes.length })),
  };
}

function middleOf({ durationSeconds, firstPictureSeconds }: MediaInfo, path: string) {
  if (durationSeconds === undefined || durationSeconds <= firstPictureSeconds)
    throw new KinodexError("media", `${path} does not say how long it lasts`, { path });
  const spare = Math.max(0, durationSeconds - firstPictureSeconds - maxClipSeconds);
  const startSeconds = firstPictureSeconds + spare / 2;
  return { startSeconds, endSeconds: Math.min(durationSeconds, startSeconds + maxClipSeconds) };
}

/** Decodes a stretch and shows its frames, where it was not seen before. */
export async function seeStretch(
  info: MediaInfo,
  stretch: Stretch,
  { show, cache }: Pick<ClipReader, "show" | "cache">,
  signal: AbortSignal,
): Promise<SeenStretch> {
  const decode = () => decodeMiddles(info, stretch.fit, stretch, stretch.count, signal);
  const known = cache?.recall(stretch, decode);
  if (known) return known;
  const pictures = await decode();
  const hashes = pictures.map(hashFrame);
  await show(pictures, hashes, decode);
  const seen = { hashes, motionLevels: motionOf(pictures) };
  cache?.keep(stretch, seen);
  return seen;
}

/**
 * For the middle of each of so many equal stretches of a span, the frame that is shown then.
 *
 * @throws {KinodexError} `media` for a span without a picture
 */
export async function decodeMiddles(
  info: MediaInfo,
  fit: FrameFit,
  { startSeconds, endSeconds }: Span,
  count: number,
  signal: AbortSignal,
): Promise<DecodedFrame[]> {
  const lasting = endSeconds - startSeconds;
  const framesPerSecond = Math.min(1000, (density * count) / lasting);
  const request = { ...fit, select: { mode: "rate", framesPerSecond }, startSeconds, endSeconds } as const;
  const taken: DecodedFrame[] = [];
  let shown: DecodedFrame | undefined;
  const isDue = (timeSeconds: number) =>
    taken.length < count && startSeconds + ((taken.length + 0.5) * lasting) / count < timeSeconds;
  for await (const frame of decodeFrames(info, { ...request, maxFrames: 3 * density * count }, { signal })) {
    while (isDue(frame.timeSeconds)) taken.push(shown ?? frame);
    shown = frame;
  }
  if (!shown) throw new KinodexError("media", `${info.path} gives no picture`, { path: info.path });
  while (taken.length < count) taken.push(shown);
  return taken;
}

/** The name of a frame that says all that can be seen of it. */
export function hashFrame({ width, height, pixels }: DecodedFrame): string {
  return createHash("sha256").update(`${width}x${height} `).update(pixels).digest("hex");
}

function motionOf(pictures: readonly DecodedFrame[]): number {
  let [sum, count] = [0, 0];
  for (const [n, { pixels }] of pictures.entries()) {
    const before = pictures[n - 1]?.pixels;
    if (before?.length !== pixels.length) continue;
    for (let k = 0; k < pixels.length; k += 1) sum += Math.abs((pixels[k] as number) - (before[k] as number));
    count += pixels.length;
  }
  return count > 0 ? sum / count : 0;
}
