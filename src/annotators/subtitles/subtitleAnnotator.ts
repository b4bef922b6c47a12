import { readFile } from "node:fs/promises";
import { isKinodexError, toMessage } from "../../core/errors.js";
import { readTextTracks } from "../../media/textTracks.js";
import type { NewSegment } from "../../store/catalog/records.js";
import type { AnnotatableVideo, AnnotationProblem, Annotator } from "../annotator.js";
import { decodeText, parseSubtitles } from "../formats/parseSubtitles.js";
import type { Sidecar } from "../sidecars.js";

/** A file larger than this is no subtitle: two hours of speech are about 0.1 MB. */
const maxBytes = 20 * 2 ** 20;

/** What one file or track says, and what could not be read. */
interface Subtitles {
  readonly segments: readonly NewSegment[];
  readonly problems: readonly string[];
}

/**
 * Creates the annotator that reads what people wrote: the text tracks of a video's file, and the SubRip and WebVTT files
 * beside it. The same words at the same time count once, whichever files hold them.
 */
export function createSubtitleAnnotator(): Annotator {
  return {
    name: "subtitles",
    fingerprint: "subtitles-1",
    source: "subtitle",
    needs: "file",
    // between base name and ending: nothing, or a language and what kind, as ".en" or ".pt-BR.sdh"
    sidecars: /^(\.[a-z]{2,3}(-[a-z0-9]{2,8})*)?(\.(sdh|cc|forced|hi|default))?\.(srt|vtt)$/i,

    async *annotate(video, signal): AsyncGenerator<NewSegment | AnnotationProblem> {
      const read = await readTracks(video, signal);
      for (const sidecar of video.sidecars) {
        signal.throwIfAborted();
        read.push(await readSidecar(sidecar));
      }
      for (const problem of read.flatMap(({ problems }) => problems)) yield { problem };
      const said = toDistinct(read.flatMap(({ segments }) => segments));
      yield* said.flatMap((segment) => within(segment, video.durationSeconds));
      const lateCount = said.filter(({ startSeconds }) => startSeconds >= video.durationSeconds).length;
      if (lateCount > 0) yield { problem: `cues that begin after the video has ended were left out: ${lateCount}` };
    },
  };
}

async function readTracks(video: AnnotatableVideo, signal: AbortSignal): Promise<Subtitles[]> {
  try {
    const tracks = await readTextTracks(await video.media(), { signal });
    return tracks.map(({ trackIndex, subrip }) => ({
      segments: withOrigin(parseSubtitles(subrip).segments, `track ${trackIndex}`),
      problems: [],
    }));
  } catch (error) {
    if (!isKinodexError(error, "media")) throw error;
    return [{ segments: [], problems: [error.message] }];
  }
}

async function readSidecar({ path, sizeBytes }: Sidecar): Promise<Subtitles> {
  const fail = (problem: string): Subtitles => ({ segments: [], problems: [problem] });
  if (sizeBytes > maxBytes) return fail(`${path} has ${sizeBytes} bytes; a subtitle file may have ${maxBytes}`);
  try {
    const { segments, skippedCount } = parseSubtitles(decodeText(await readFile(path)));
    if (skippedCount === 0 && segments.length === 0) return fail(`${path} holds no cues`);
    const problems = skippedCount > 0 ? [`${path}: ${skippedCount} broken cues were skipped`] : [];
    return { segments: withOrigin(segments, path), problems };
  } catch (error) {
    return fail(`cannot read ${path}: ${toMessage(error)}`);
  }
}

function withOrigin(segments: readonly NewSegment[], origin: string): NewSegment[] {
  return segments.map((segment) => ({ ...segment, origin }));
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
