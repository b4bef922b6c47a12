import { decodeFrames } from "../../media/decode.js";
import { toJpeg } from "../../media/jpeg.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import { probeMedia } from "../../media/probe.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";
import type { ShownPicture } from "./prompt.js";

/** Where something may be seen best. */
export interface Sight {
  readonly keyframeSeconds: number;
}

/** Longest side of a picture, in pixels: models that cut pictures into tiles of 448 or 336 see it as one or two. */
const longestSide = 448;
/** The rest shows what else there is in the video, which a search may have missed. */
const shareOfSights = 0.6;
/** Two pictures are no nearer, so that the seconds beside them differ. */
const minGapSeconds = 0.3;
/** Times are stored as they are decoded; containers round them to a millisecond. */
const slackSeconds = 0.002;

/**
 * Times at which a video is looked at, most telling first: the best pictures of sights, then the middle of whatever is
 * widest between those that are chosen. All are times of stored frames, whose embeddings are known.
 */
export function choosePictures(
  { frameTimes, record: { durationSeconds } }: StoredVideo,
  sights: readonly Sight[],
  maxPictures: number,
): readonly number[] {
  const chosen: number[] = [];
  const take = (time: number): boolean => {
    const shown = frameTimes.reduce(
      (best, one) => (Math.abs(one - time) < Math.abs(best - time) ? one : best),
      Infinity,
    );
    const isNew = chosen.every((other) => Math.abs(other - shown) >= minGapSeconds);
    if (isNew && Number.isFinite(shown)) chosen.push(shown);
    return isNew && Number.isFinite(shown);
  };
  for (const { keyframeSeconds } of sights)
    if (chosen.length < Math.ceil(maxPictures * shareOfSights)) take(keyframeSeconds);
  while (chosen.length < maxPictures && take(middleOfWidest([0, ...chosen, durationSeconds])));
  return chosen;
}

function middleOfWidest(times: readonly number[]): number {
  const ordered = times.toSorted((a, b) => a - b);
  const gaps = ordered.slice(1).map((time, n) => time - (ordered[n] as number));
  const widest = gaps.indexOf(Math.max(...gaps));
  return ((ordered[widest] as number) + (ordered[widest + 1] as number)) / 2;
}

/** Draws frames of a file, in the order of their times; one that is not found is left out. Throws what decoding does. */
export async function drawPictures(
  path: string,
  times: readonly number[],
  signal: AbortSignal | undefined,
): Promise<ShownPicture[]> {
  const options = signal ? { signal } : {};
  const info = await probeMedia(path, options);
  const size = { ...toSize(info), fit: "crop", select: { mode: "all" }, maxFrames: 1 } as const;
  const pictures: ShownPicture[] = [];
  for (const timeSeconds of times) {
    // the stored time is that of the frame, so nothing before or after it is decoded but what it refers to
    const startSeconds = Math.max(0, timeSeconds - slackSeconds);
    for await (const frame of decodeFrames(info, { ...size, startSeconds }, options)) {
      pictures.push({ timeSeconds, jpeg: await toJpeg(frame) });
      break;
    }
  }
  return pictures;
}

/** As it is shown, and no larger than it is. */
function toSize({ width, height, sampleAspectRatio }: MediaInfo): { readonly width: number; readonly height: number } {
  const shownWidth = width * sampleAspectRatio;
  const scale = Math.min(1, longestSide / Math.max(shownWidth, height));
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * scale));
  return { width: side(shownWidth), height: side(height) };
}
