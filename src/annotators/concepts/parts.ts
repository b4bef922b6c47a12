import { contains, durationOf, overlapSeconds, type Span } from "../../core/span.js";
import { meanOf, toRows, toUnit } from "../../core/vectors.js";
import type { NewSegment, SegmentPhrase, StoredClips, StoredFrames } from "../../store/catalog/records.js";
import type { PartEmbeddings } from "./conceptMeter.js";

/** What is described: all that an index holds of a video. */
export interface DescribedVideo {
  readonly durationSeconds: number;
  readonly frames: StoredFrames;
  readonly clips: StoredClips;
  /** In time order. */
  readonly shots: readonly Span[];
}

/** A part of one shot, with the frames in it. */
export interface VideoPart extends Span, PartEmbeddings {
  readonly frames: readonly { readonly timeSeconds: number; readonly embedding: Float32Array }[];
}

/** A shot up to half as long again is one part; a longer one is cut into equal parts of about this length. */
const partSeconds = 8;
const maxKeyframes = 3;

/** Cuts a video into parts that never cross a cut, in time order. Parts without frames are left out. */
export function* toParts({ durationSeconds, frames, clips, shots }: DescribedVideo): Generator<VideoPart> {
  const dimension = frames.times.length > 0 ? frames.embeddings.length / frames.times.length : 1;
  const timed = toRows(frames.embeddings, dimension).map((embedding, n) => ({
    timeSeconds: frames.times[n] as number,
    embedding,
  }));
  const clipRows = toRows(clips.embeddings, dimension);
  const whole = [{ startSeconds: 0, endSeconds: durationSeconds }];
  for (const span of (shots.length > 0 ? shots : whole).flatMap(cutShot)) {
    const inside = timed.filter(({ timeSeconds }) => contains(span, timeSeconds));
    if (inside.length === 0) continue;
    const around = clipRows.filter((_, n) => {
      const clip = clips.clips[n] as Span;
      return overlapSeconds(clip, span) > durationOf(clip) / 2 || overlapSeconds(clip, span) > durationOf(span) / 2;
    });
    const frame = toUnit(meanOf(inside.map(({ embedding }) => embedding)));
    yield { ...span, frame, clip: around.length > 0 ? toUnit(meanOf(around)) : undefined, frames: inside };
  }
}

function cutShot({ startSeconds, endSeconds }: Span): Span[] {
  const seconds = endSeconds - startSeconds;
  if (!(seconds > 0)) return [];
  const count = Math.max(1, Math.floor(seconds / partSeconds + 0.5));
  const border = (n: number) => (n === count ? endSeconds : startSeconds + (n * seconds) / count);
  return Array.from({ length: count }, (_, n) => ({ startSeconds: border(n), endSeconds: border(n + 1) }));
}

/** Joins neighbours that say the same. */
export function mergeAlike(segments: readonly NewSegment[]): NewSegment[] {
  const merged: NewSegment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    const continues = last && last.text === segment.text && segment.startSeconds - last.endSeconds < 0.05;
    if (continues) merged.splice(-1, 1, join(last, segment));
    else merged.push(segment);
  }
  return merged;
}

function join(a: NewSegment, b: NewSegment): NewSegment {
  const [left, right] = [durationOf(a), durationOf(b)];
  const weigh = (x: number, y: number) => (x * left + y * right) / (left + right);
  const phrases = a.phrases.map((phrase, n): SegmentPhrase => {
    const other = b.phrases[n] ?? phrase;
    return {
      ...phrase,
      similarity: weigh(phrase.similarity, other.similarity),
      confidence: weigh(phrase.confidence, other.confidence),
      keyframesSeconds: thin([...phrase.keyframesSeconds, ...other.keyframesSeconds]),
    };
  });
  return { ...a, endSeconds: b.endSeconds, confidence: weigh(a.confidence, b.confidence), phrases };
}

function thin(times: readonly number[]): number[] {
  if (times.length <= maxKeyframes) return [...times];
  return Array.from(
    { length: maxKeyframes },
    (_, n) => times[Math.round((n * (times.length - 1)) / (maxKeyframes - 1))] as number,
  );
}
