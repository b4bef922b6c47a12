import { durationOf, type Span } from "../core/span.js";
import { dropsFrames, isSameRate, perSecond, toTimelineRate, type FrameRate } from "./frameRate.js";
import type { ExportedMoment } from "./tables.js";
import { readTimecode } from "./timecode.js";

/** A video file as an editing program has to know it. */
export interface TimelineSource {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Pixels of a picture as it is shown. */
  readonly width: number;
  readonly height: number;
  readonly rate: FrameRate;
  /** 0 without sound. */
  readonly audioChannels: number;
  /** Length in frames; absent where the file does not say. */
  readonly frameCount: number | undefined;
  /** Number that the file's own timecode gives its first frame; 0 where it has none. */
  readonly firstFrame: number;
  /** How the file's timecode counts; at 29.97 and 59.94 without timecode: in drop frame. */
  readonly isDropFrame: boolean;
}

/** Frames `[startFrame, endFrame)`, counted from a video's first picture. */
export interface FrameRange {
  readonly startFrame: number;
  readonly endFrame: number;
}

/** One moment on a timeline, with its handles. */
export interface TimelineClip extends FrameRange {
  readonly source: TimelineSource;
  readonly moment: ExportedMoment;
  /** The moment without handles. */
  readonly momentRange: FrameRange;
}

/** Moments one after another, as a search gave them: what every timeline format is written from. */
export interface Timeline {
  /** What was searched for. */
  readonly title: string;
  readonly clips: readonly TimelineClip[];
}

/** A clip and the frames of the timeline that it takes, `[recordStart, recordEnd)`. */
export interface PlacedClip {
  readonly clip: TimelineClip;
  readonly recordStart: number;
  readonly recordEnd: number;
}

/** Clips laid end to end, and the one rate and way of counting that they are recorded in. */
export interface Layout {
  readonly rate: FrameRate;
  readonly isDropFrame: boolean;
  /** Number of the timeline's first frame: timecode 01:00:00:00, where programmes start by custom. */
  readonly firstFrame: number;
  readonly placed: readonly PlacedClip[];
}

/** Rate of a timeline that holds nothing. */
const emptyRate: FrameRate = { numerator: 25, denominator: 1 };
/**
 * A time this close to a frame's edge lies on it, in frames. Containers round times to milliseconds, which is 0.06 of a
 * frame at 60 a second; a moment's own limits are far less exact.
 */
const onEdge = 0.1;

/** Whole frames in a stretch of seconds, at least 1. */
export function toFrameCount(durationSeconds: number, rate: FrameRate): number {
  return Math.max(1, Math.floor(durationSeconds * perSecond(rate) + onEdge));
}

/** The frames that a span touches: at least one, and none beyond `frameCount`. */
export function toFrameRange(span: Span, rate: FrameRate, frameCount = Number.POSITIVE_INFINITY): FrameRange {
  const first = Math.floor(span.startSeconds * perSecond(rate) + onEdge);
  const startFrame = Math.max(0, Math.min(first, frameCount - 1));
  const last = Math.ceil(span.endSeconds * perSecond(rate) - onEdge);
  return { startFrame, endFrame: Math.max(startFrame + 1, Math.min(last, frameCount)) };
}

/** A moment as a clip of its file, lengthened on both sides by `handlesSeconds` as far as the file goes. */
export function toTimelineClip(source: TimelineSource, moment: ExportedMoment, handlesSeconds: number): TimelineClip {
  const { rate, frameCount = Number.POSITIVE_INFINITY } = source;
  const momentRange = toFrameRange(moment, rate, frameCount);
  const handle = Math.round(handlesSeconds * perSecond(rate));
  return {
    source,
    moment,
    momentRange,
    startFrame: Math.max(0, momentRange.startFrame - handle),
    endFrame: Math.min(frameCount, momentRange.endFrame + handle),
  };
}

/** The stretch of its video that a range of frames shows. */
export function toSpan({ startFrame, endFrame }: FrameRange, rate: FrameRate): Span {
  return { startSeconds: startFrame / perSecond(rate), endSeconds: endFrame / perSecond(rate) };
}

/** Lays clips end to end at the rate of the first; those of another rate keep their length to the nearest frame. */
export function layOut({ clips }: Timeline): Layout {
  const first = clips[0]?.source;
  const rate = toTimelineRate(first?.rate ?? emptyRate);
  const isDropFrame = dropsFrames(rate) && (first?.isDropFrame ?? true);
  const firstFrame = readTimecode(isDropFrame ? "01:00:00;00" : "01:00:00:00", rate)?.frame ?? 0;
  const placed: PlacedClip[] = [];
  let recordStart = firstFrame;
  for (const clip of clips) {
    const recordEnd = recordStart + toRecordFrames(clip, rate);
    placed.push({ clip, recordStart, recordEnd });
    recordStart = recordEnd;
  }
  return { rate, isDropFrame, firstFrame, placed };
}

function toRecordFrames(clip: TimelineClip, rate: FrameRate): number {
  if (isSameRate(clip.source.rate, rate)) return clip.endFrame - clip.startFrame;
  return Math.max(1, Math.round(durationOf(toSpan(clip, clip.source.rate)) * perSecond(rate)));
}
