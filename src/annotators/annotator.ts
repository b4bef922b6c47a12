import type { DecodedFrame } from "../core/frame.js";
import type { Span } from "../core/span.js";
import type { DecodeRequest } from "../media/decode.js";
import type { AudioStream } from "../media/decodeAudio.js";
import type { MediaInfo } from "../media/mediaInfo.js";
import type { NewSegment, StoredClips, StoredFrames } from "../store/catalog/records.js";
import type { SegmentSource } from "../store/catalog/segmentSource.js";
import type { Sidecar, SidecarPattern } from "./sidecars.js";

/** A video as an index holds it. Not to be changed. */
export interface EmbeddedVideo {
  readonly durationSeconds: number;
  /** In time order. */
  readonly shots: readonly Span[];
  readonly embeddings: () => Promise<{ readonly frames: StoredFrames; readonly clips: StoredClips }>;
}

/** Which pictures of a video are decoded, and how large. */
export type PictureRequest = Omit<DecodeRequest, "maxFrames" | "threads">;

/** What an annotator can ask of a video; whatever takes time is done when it is asked for. */
export interface AnnotatableVideo extends EmbeddedVideo {
  /** Files beside it that the annotator reads, in alphabetical order. */
  readonly sidecars: readonly Sidecar[];
  /** Probes the video's file, once. */
  readonly media: () => Promise<MediaInfo>;
  /** Decodes pictures, in order of time and only as far as they are pulled. */
  readonly pictures: (request: PictureRequest) => AsyncIterable<DecodedFrame>;
  /** Decodes the sound, in order of time and only as far as it is pulled. */
  readonly sound: () => Promise<AudioStream>;
}

/** A value of what an annotator measures over a video, at a time of it. */
export interface CurvePoint {
  readonly timeSeconds: number;
  readonly value: number;
}

/** Something that could not be read, in words for people. What else the annotator says counts. */
export interface AnnotationProblem {
  readonly problem: string;
}

/**
 * Puts words on spans of a video, or measures something over its time.
 *
 * One that needs nothing but embeddings also works on an `EmbeddedVideo`.
 */
export interface Annotator<Video extends EmbeddedVideo = AnnotatableVideo> {
  readonly name: string;
  /** Changes whenever it would say something else of the same video and the same sidecars. */
  readonly fingerprint: string;
  readonly source: SegmentSource;
  /** All but `embeddings` need the video's file; without it they are not run. */
  readonly needs: "embeddings" | "frames" | "sound" | "file";
  /** Which files beside the video it reads, by what follows the video's base name, as ".en.srt". */
  readonly sidecars?: SidecarPattern;
  /**
   * Says what it has to say of a whole video, in time order and inside it, and stores nothing. What it measures is one curve. An aborted `signal` ends
   * it with the signal's reason. What it throws is told as a problem, and nothing of what it said is kept.
   */
  annotate(video: Video, signal: AbortSignal): AsyncIterable<NewSegment | CurvePoint | AnnotationProblem>;
}

/** An annotator that cannot work here, and why: a sentence for people. */
export interface UnavailableAnnotator {
  readonly name: string;
  readonly source: SegmentSource;
  readonly unavailable: string;
}
