import type { MediaInfo } from "../media/probe.js";
import { canSeekTo } from "../media/seek.js";

/** A part of a video that is decoded on its own. */
export interface Stretch {
  readonly startSeconds: number;
  /** Absent where it goes on to the end. */
  readonly endSeconds: number | undefined;
}

/** What {@link planStretches} divides by. */
export interface StretchPlan {
  /** Where the first stretch starts: a multiple of `chunkSeconds`. */
  readonly fromSeconds: number;
  readonly chunkSeconds: number;
  /** Stretches that are decoded at a time. */
  readonly atOnce: number;
  readonly signal?: AbortSignal | undefined;
}

/** What is decoded ahead of its turn is lost when a run is killed, so a stretch is short. */
const maxChunks = 3;
/** Most of a stretch, before its start, that may be decoded in vain. */
const maxLeadShare = 0.1;

/**
 * Divides a video into stretches of whole chunks that together give what decoding it at once gives, only sooner, since
 * several decoders do not wait for each other.
 *
 * A video stays in one piece where that would not hold or not pay: a damaged file or one without an index may be sought
 * wrongly, and where keyframes are rare each stretch would decode much before its start.
 */
export async function planStretches(info: MediaInfo, plan: StretchPlan): Promise<readonly Stretch[]> {
  const { fromSeconds, chunkSeconds, atOnce, signal } = plan;
  const whole: Stretch = { startSeconds: fromSeconds, endSeconds: undefined };
  const chunkCount = Math.ceil(((info.durationSeconds ?? 0) - fromSeconds) / chunkSeconds);
  if (atOnce < 2 || chunkCount < 2 || info.problems.length > 0) return [whole];

  const count = Math.min(chunkCount, atOnce * Math.ceil(chunkCount / (atOnce * maxChunks)));
  const borders = Array.from(
    { length: count - 1 },
    (_, n) => fromSeconds + Math.round(((n + 1) * chunkCount) / count) * chunkSeconds,
  );
  const maxLeadSeconds = (maxLeadShare * chunkCount * chunkSeconds) / count;
  if (!(await canSeekTo(info, borders, maxLeadSeconds, signal))) return [whole];
  return [fromSeconds, ...borders].map((startSeconds, n) => ({ startSeconds, endSeconds: borders[n] }));
}
