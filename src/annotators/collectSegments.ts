import type { NewSegment, StoredCurve } from "../store/catalog/records.js";
import type { AnnotatableVideo, Annotator, CurvePoint, EmbeddedVideo } from "./annotator.js";

/** All that an annotator says of a video. */
export interface CollectedSegments {
  /** In time order. */
  readonly segments: readonly NewSegment[];
  /** Undefined where it measured nothing. */
  readonly curve: StoredCurve | undefined;
  /** What could not be read; a sentence for people each. */
  readonly problems: readonly string[];
}

/**
 * Runs an annotator to its end. Rejects with what it throws, with the reason of an aborted `signal`, and where it says
 * something that is no segment.
 */
export async function collectSegments<Video extends EmbeddedVideo = AnnotatableVideo>(
  annotator: Annotator<Video>,
  video: Video,
  signal: AbortSignal = new AbortController().signal,
): Promise<CollectedSegments> {
  const segments: NewSegment[] = [];
  const points: CurvePoint[] = [];
  const problems: string[] = [];
  for await (const said of annotator.annotate(video, signal)) {
    signal.throwIfAborted();
    if ("problem" in said) problems.push(said.problem);
    else if ("value" in said) points.push(checkPoint(said, points.at(-1)));
    else segments.push(checkSegment(said, segments.at(-1)));
  }
  signal.throwIfAborted();
  return { segments, problems, curve: points.length > 0 ? toCurve(points) : undefined };
}

function toCurve(points: readonly CurvePoint[]): StoredCurve {
  return { timesSeconds: points.map(({ timeSeconds }) => timeSeconds), values: points.map(({ value }) => value) };
}

function checkPoint(point: CurvePoint, before: CurvePoint | undefined): CurvePoint {
  const { timeSeconds, value } = point;
  if (timeSeconds >= (before?.timeSeconds ?? 0) && Number.isFinite(timeSeconds + value)) return point;
  throw new Error(`it measured ${JSON.stringify(point)}: values are finite, and come in time order`);
}

/** The store would refuse it too, but as a fault of the index. */
function checkSegment(segment: NewSegment, before: NewSegment | undefined): NewSegment {
  const { startSeconds, endSeconds, text, confidence } = segment;
  const isSpan = startSeconds >= (before?.startSeconds ?? 0) && endSeconds > startSeconds && endSeconds < Infinity;
  if (isSpan && text.trim() !== "" && confidence >= 0 && confidence <= 1) return segment;
  const said = JSON.stringify({ startSeconds, endSeconds, text, confidence });
  throw new Error(
    `it said ${said}: segments have words, some length, a confidence from 0 to 1, and come in time order`,
  );
}
