import type { NewSegment } from "../../store/catalog/records.js";
import type { AnnotatableVideo, AnnotationProblem, Annotator } from "../annotator.js";
import { readSidecar } from "./readSidecar.js";
import type { Subtitles } from "./readSubtitles.js";
import { readTracks } from "./readTracks.js";
import { parseSubtitleName } from "./subtitleName.js";

/**
 * Creates the annotator that reads what people wrote: the text tracks of a video's file, and the SubRip, WebVTT and
 * Sub Station Alpha files beside it. The same words at the same time count once, whichever files hold them; words that Kinodex wrote do not
 * count.
 */
export function createSubtitleAnnotator(): Annotator {
  return {
    name: "subtitles",
    fingerprint: "subtitles-3",
    source: "subtitle",
    needs: "file",
    sidecars: { test: (ending) => parseSubtitleName(ending) !== undefined },

    async *annotate(video, signal): AsyncGenerator<NewSegment | AnnotationProblem> {
      const read = await readAll(video, signal);
      for (const problem of read.flatMap(({ problems }) => problems)) yield { problem };
      const said = toDistinct(read.flatMap(({ segments }) => segments));
      yield* said.flatMap((segment) => within(segment, video.durationSeconds));
      const lateCount = said.filter(({ startSeconds }) => startSeconds >= video.durationSeconds).length;
      if (lateCount > 0) yield { problem: `cues that begin after the video has ended were left out: ${lateCount}` };
    },
  };
}

async function readAll(video: AnnotatableVideo, signal: AbortSignal): Promise<Subtitles[]> {
  const read = await readTracks(video, signal);
  for (const sidecar of video.sidecars) {
    signal.throwIfAborted();
    read.push(await readSidecar(sidecar));
  }
  return read;
}

/** In time order, each once. */
function toDistinct(segments: readonly NewSegment[]): NewSegment[] {
  const first = new Map<string, NewSegment>();
  for (const segment of segments) {
    const key = JSON.stringify([segment.startSeconds, segment.endSeconds, segment.text]);
    if (!first.has(key)) first.set(key, segment);
  }
  return [...first.values()].sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
}

/** Cut off where the video ends; nothing where it begins later. */
function within(segment: NewSegment, durationSeconds: number): NewSegment[] {
  if (segment.startSeconds >= durationSeconds) return [];
  return [{ ...segment, endSeconds: Math.min(segment.endSeconds, durationSeconds) }];
}
