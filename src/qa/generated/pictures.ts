import type { DecodedFrame } from "../../core/frame.js";
import { decodeFrames } from "../../media/decode.js";
import { toFrameRequest } from "../../media/frameAt.js";
import { probeMedia } from "../../media/probe.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";

/** Where something may be seen best. */
export interface Sight {
  readonly keyframeSeconds: number;
}

/** The rest shows what else there is in the video, which a search may have missed. */
const shareOfSights = 0.6;
/** Two pictures are no nearer, so that the seconds beside them differ. */
const minGapSeconds = 0.3;

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
  maxEdge: number,
  signal: AbortSignal | undefined,
): Promise<DecodedFrame[]> {
  const options = signal ? { signal } : {};
  const info = await probeMedia(path, options);
  const pictures: DecodedFrame[] = [];
  for (const timeSeconds of times) {
    const request = { ...toFrameRequest(info, timeSeconds, maxEdge), maxFrames: 1 };
    for await (const frame of decodeFrames(info, request, options)) {
      pictures.push({ ...frame, timeSeconds }); // as it is stored, whose embedding is known
      break;
    }
  }
  return pictures;
}
