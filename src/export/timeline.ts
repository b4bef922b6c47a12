import type { Span } from "../core/span.js";
import { isSameRate, perSecond, type FrameRate } from "./frameRate.js";
import type { ExportedMoment } from "./tables.js";

/** A video file as an editing program has to know it. */
export interface TimelineSource {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly rate: FrameRate;
  readonly hasAudio: boolean;
  /** Length in frames; absent where the file does not say. */
  readonly frameCount: number | undefined;
  /** Number that the file's own timecode gives its first frame; 0 where it has none. */
  readonly firstFrame: number;
  readonly isDropFrame: boolean;
}

/** Frames `[startFrame, endFrame)`, counted from a video's first picture. */
export interface FrameRange {
  readonly startFrame: number;
  readonly endFrame: number;
}

/** One moment on a timeline. */
export interface TimelineClip extends FrameRange {
  readonly source: TimelineSource;
  readonly moment: ExportedMoment;
}

/** Moments one after another. */
export interface Timeline {
  readonly title: string;
  readonly clips: readonly TimelineClip[];
}

/** A clip and the frames of the timeline that it takes. */
export interface PlacedClip {
  readonly clip: TimelineClip;
  readonly recordStart: number;
  readonly recordEnd: number;
}

/** Clips laid end to end, and the one rate they are counted in. */
export interface Layout {
  readonly rate: FrameRate;
  readonly placed: readonly PlacedClip[];
  readonly frameCount: number;
}

/** Rate of a timeline that holds nothing. */
const emptyRate: FrameRate = { numerator: 25, denominator: 1 };
/** A time this close to a frame's edge lies on it; in frames. Sums of floating-point numbers stray less. */
const onEdge = 1e-4;
/** Containers round lengths to milliseconds; a length that lacks less than this of a frame has it whole. */
const almostWhole = 0.05;

/** Whole frames in a stretch of seconds, at least 1. */
export function toFrameCount(durationSeconds: number, rate: FrameRate): number {
  return Math.max(1, Math.floor(durationSeconds * perSecond(rate) + almostWhole));
}

/** The frames that a span touches: at least one, and none beyond `frameCount`. */
export function toFrameRange(span: Span, rate: FrameRate, frameCount = Number.POSITIVE_INFINITY): FrameRange {
  const first = Math.floor(span.startSeconds * perSecond(rate) + onEdge);
  const startFrame = Math.max(0, Math.min(first, frameCount - 1));
  const last = Math.ceil(span.endSeconds * perSecond(rate) - onEdge);
  return { startFrame, endFrame: Math.max(startFrame + 1, Math.min(last, frameCount)) };
}

/** Lays clips end to end at the rate of the first; those of another rate keep their length to the nearest frame. */
export function layOut({ clips }: Timeline): Layout {
  const rate = clips[0]?.source.rate ?? emptyRate;
  const placed: PlacedClip[] = [];
  let recordStart = 0;
  for (const clip of clips) {
    const frames = clip.endFrame - clip.startFrame;
    const recordEnd = recordStart + (isSameRate(clip.source.rate, rate) ? frames : convert(frames, clip, rate));
    placed.push({ clip, recordStart, recordEnd });
    recordStart = recordEnd;
  }
  return { rate, placed, frameCount: recordStart };
}

function convert(frames: number, { source }: TimelineClip, rate: FrameRate): number {
  return Math.max(1, Math.round((frames / perSecond(source.rate)) * perSecond(rate)));
}
