import type { NewSegment } from "../store/catalog/records.js";
import type { AnnotatableVideo, Annotator, EmbeddedVideo } from "./annotator.js";

/** All that an annotator says of a video. */
export interface CollectedSegments {
  /** In time order. */
  readonly segments: readonly NewSegment[];
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
  const problems: string[] = [];
  for await (const said of annotator.annotate(video, signal)) {
    signal.throwIfAborted();
    if ("problem" in said) problems.push(said.problem);
    else segments.push(checkSegment(said, segments.at(-1)));
  }
  signal.throwIfAborted();
  return { segments, problems };
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
