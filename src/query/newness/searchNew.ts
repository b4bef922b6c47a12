import { surpriseName } from "../../annotators/surprise/surpriseName.js";
import { KinodexError } from "../../core/errors.js";
import { overlapSeconds, type Span } from "../../core/span.js";
import type { StoreReader, VideoRecord } from "../../store/store.js";
import { riseAt, riseSeconds, type MeasuredCurve } from "../../temporal/rise.js";
import type { Newness } from "../language/newness.js";
import type { ConfidentMoment } from "../moments/foundMoment.js";
import type { MomentScope } from "../moments/momentScope.js";
import type { SearchAnswer } from "../searchEmbedding.js";

/** Which moments are looked for, and how sure an answer has to be. */
export interface NewRequest extends Pick<MomentScope, "videoId" | "videoIds" | "within"> {
  readonly which: Newness;
  readonly top: number;
  readonly falseAlarm: number;
}

/** A moment at which the pictures become surprising. Nothing was compared with words: its `similarity` is 0. */
export interface NewMoment extends ConfidentMoment {
  /** By how much, in nats a patch. */
  readonly riseNats: number;
}

/** Where something new happens, the greatest rise first. */
export interface NewAnswer extends SearchAnswer {
  readonly moments: readonly NewMoment[];
  /** Videos in which this was looked for, and those whose surprise nobody has measured. */
  readonly surprise: { readonly videoCount: number; readonly unmeasuredCount: number };
}

type Measured = Pick<VideoRecord, "videoId" | "paths" | "durationSeconds">;

/** What is read of an index. */
export interface MeasuredVideos extends Pick<StoreReader, "curveOf"> {
  videos(): Promise<readonly Measured[]>;
}

/** Maximum number of moments of one video. */
const maxPerVideo = 3;

/**
 * Finds where the pictures of videos become more surprising than they just were, by the curves that were measured when the
 * videos were indexed.
 *
 * Confidence is the share of the measured videos of the index whose greatest rise is smaller, the video itself counted
 * among those where it is not: in an index of few videos nothing counts as found, and moments are told as the nearest misses.
 *
 * @throws {KinodexError} `usage` where nothing was measured of any of the videos
 */
export async function searchNew(
  store: MeasuredVideos,
  { which, top, falseAlarm, videoId, videoIds, within }: NewRequest,
): Promise<NewAnswer> {
  const rises: (readonly Rise[])[] = [];
  const found: NewMomentDraft[] = [];
  let [videoCount, unmeasuredCount] = [0, 0];
  const asked = videoId === undefined ? videoIds && new Set(videoIds) : new Set([videoId]);
  for (const video of await store.videos()) {
    const curve = await store.curveOf(video.videoId, surpriseName);
    const isAsked = asked?.has(video.videoId) ?? true;
    videoCount += Number(isAsked);
    if (!curve) unmeasuredCount += Number(isAsked);
    if (!curve) continue;
    const own = risesOf(curve);
    rises.push(own);
    const inside = own.filter((rise) => !within || overlapSeconds(rise, within) > 0);
    if (isAsked) found.push(...choose(inside, which).map((rise) => toDraft(rise, video)));
  }
  if (videoCount > 0 && videoCount === unmeasuredCount) throw toUnmeasured(videoId);
  const greatest = rises.map((own) => own[0]?.riseNats ?? 0);
  const toConfidence = (nats: number) => greatest.filter((other) => other < nats).length / greatest.length;
  const moments = found
    .map((moment) => ({
      ...moment,
      similarity: 0,
      confidence: toConfidence(moment.riseNats),
      sources: ["frame"] as const,
    }))
    .toSorted((a, b) => b.riseNats - a.riseNats)
    .slice(0, top);
  const foundFrom = 1 - falseAlarm;
  const answered = moments.some(({ confidence }) => confidence >= foundFrom);
  return { answered, foundFrom, moments, surprise: { videoCount, unmeasuredCount } };
}

interface Rise extends Span {
  readonly keyframeSeconds: number;
  readonly riseNats: number;
}

type NewMomentDraft = Omit<NewMoment, "similarity" | "confidence" | "sources">;

/** Where a curve rises most, the greatest first; what lies around a greater rise is left out. */
function risesOf(curve: MeasuredCurve): Rise[] {
  const all = curve.timesSeconds
    .map((time) => ({
      startSeconds: time,
      endSeconds: time + riseSeconds,
      keyframeSeconds: time,
      riseNats: riseAt(curve, time),
    }))
    .filter(({ riseNats }) => riseNats > 0)
    .toSorted((a, b) => b.riseNats - a.riseNats);
  const kept: Rise[] = [];
  for (const rise of all)
    if (kept.every(({ startSeconds }) => Math.abs(startSeconds - rise.startSeconds) >= 2 * riseSeconds))
      kept.push(rise);
  return kept;
}

/** The greatest few; of them the first or the last alone where that is asked for. */
function choose(rises: readonly Rise[], which: Newness): readonly Rise[] {
  const greatest = rises.slice(0, maxPerVideo);
  if (which === "all") return greatest;
  return greatest.toSorted((a, b) => a.startSeconds - b.startSeconds).slice(...(which === "first" ? [0, 1] : [-1]));
}

function toDraft(rise: Rise, { videoId, paths, durationSeconds }: Measured): NewMomentDraft {
  return { ...rise, endSeconds: Math.min(rise.endSeconds, durationSeconds), videoId, path: paths[0] ?? "" };
}

function toUnmeasured(video: string | undefined): KinodexError {
  const whose = video === undefined ? "of these videos" : "of this video";
  return new KinodexError(
    "usage",
    `nobody has measured how surprising the pictures ${whose} are: index with a pipeline that lists "surprise" (pipelines/README.md), or put the words in quotes to search for them as a description`,
    { video },
  );
}
