import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { SegmentSource } from "./segmentSource.js";

/** `indexing` until the video is acknowledged; `partial` when only a part of it could be read. */
export type VideoState = "indexing" | "complete" | "partial";

/** What tells, without reading it, whether a file is still the one that was indexed. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
  readonly inode: bigint;
}

/** What probing found out about a video. */
export interface VideoInfo {
  readonly durationSeconds: number | undefined;
  /** Where the clock of all our times, that of players, starts on the container's own. */
  readonly startSeconds: number;
  /** Of the picture as people see it. */
  readonly width: number;
  readonly height: number;
  readonly frameRate: number | undefined;
  readonly codec: string;
  /** ffmpeg's name for the container. */
  readonly formatName: string;
  /** When it was recorded, as its tags say: ISO 8601, UTC. */
  readonly recordedAt: string | undefined;
}

/** A video whose indexing begins or continues. */
export interface NewVideo {
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly videoId: string;
  /** Absolute. */
  readonly path: string;
  readonly stamp: FileStamp;
  readonly info: VideoInfo;
  readonly pipelineName: string;
  /** Changes whenever another pipeline would store something else. */
  readonly pipelineFingerprint: string;
}

/** A stretch of a video that is stored as one: all of it or, after a crash, nothing of it. */
export interface StoredChunk {
  /** Where indexing continues after a crash. */
  readonly throughSeconds: number;
  /** In time order, and not before the frames that are stored already. */
  readonly frames: readonly { readonly timeSeconds: number; readonly embedding: Embedding }[];
  readonly clips: readonly (Span & { readonly keyframeSeconds: number; readonly embedding: Embedding })[];
  readonly shots: readonly Span[];
}

/** How the indexing of a video ended. */
export interface FinishedVideo {
  readonly state: "complete" | "partial";
  /** One line for people each. */
  readonly problems?: readonly string[];
  /** The length as decoding found it, where probing had none or another. */
  readonly durationSeconds?: number;
}

/** A part of a caption, and what it rests on. */
export interface SegmentPhrase {
  readonly text: string;
  /** What it speaks of: a subject, a place, an action … */
  readonly kind: string;
  /** Cosine between the phrase and the part of the video that it describes. */
  readonly similarity: number;
  readonly confidence: number;
  /** Frames that show it best, in time order. */
  readonly keyframesSeconds: readonly number[];
}

/** A span of a video with words about it. */
export interface NewSegment extends Span {
  readonly text: string;
  /** Probability that the words are true of the span; 1 for what people wrote. */
  readonly confidence: number;
  readonly phrases: readonly SegmentPhrase[];
  /** Where people wrote them: the path of a subtitle file, or the number of a text track as "track 2". */
  readonly origin?: string | undefined;
  /** BCP 47, where it is known. */
  readonly language?: string | undefined;
}

/** A span of a video with words about it, as it is stored. */
export interface StoredSegment extends NewSegment {
  readonly videoId: string;
  readonly source: SegmentSource;
  /** What put the words there. */
  readonly annotator: string;
}

/** A quantity over the time of a video: a value at each of some times, in time order. */
export interface StoredCurve {
  readonly timesSeconds: readonly number[];
  readonly values: readonly number[];
}

/** What one annotator says about a whole video. */
export interface Annotation {
  readonly annotator: string;
  readonly source: SegmentSource;
  /** Changes whenever the annotator would say something else. */
  readonly fingerprint: string;
  readonly segments: readonly NewSegment[];
  /** What it measured, where it measures. */
  readonly curve?: StoredCurve | undefined;
}

/** Which annotators have said what they have to say of a video: the fingerprint of each, by its name. */
export type AnnotatedBy = Readonly<Record<string, string>>;

/** A segment whose words match a text. */
export interface SegmentHit extends StoredSegment {
  /** BM25 of the words (Robertson & Zaragoza 2009) as SQLite computes it, turned so that higher is better. */
  readonly bm25: number;
  /** Those of the words looked for that it holds. */
  readonly words: readonly string[];
}

/** A video of the index. */
export interface VideoRecord extends Omit<VideoInfo, "durationSeconds" | "recordedAt"> {
  readonly videoId: string;
  /** Every path its bytes were seen at, in alphabetical order. */
  readonly paths: readonly string[];
  readonly state: VideoState;
  readonly problems: readonly string[];
  readonly sizeBytes: number;
  readonly durationSeconds: number;
  /** When it was recorded, as its tags say; else when its file was last changed before it was indexed. ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly pipelineName: string;
  readonly pipelineFingerprint: string;
  readonly indexedThroughSeconds: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly frameCount: number;
  readonly clipCount: number;
  readonly annotatedBy: AnnotatedBy;
}

/** A path of the index, as it was when it was last looked at. */
export interface KnownFile extends FileStamp {
  readonly videoId: string;
  readonly state: VideoState;
  readonly pipelineFingerprint: string;
  /** Every path of its video, this one among them, in alphabetical order. */
  readonly paths: readonly string[];
  readonly annotatedBy: AnnotatedBy;
}

/** All frames of one video, in time order. The arrays belong to the receiver. */
export interface StoredFrames {
  readonly times: Float64Array;
  /** `[times.length, dimension]` */
  readonly embeddings: Float32Array;
}

/** All clips of one video, in the order in which they were stored. */
export interface StoredClips {
  readonly clips: readonly (Span & { readonly keyframeSeconds: number })[];
  /** `[clips.length, dimension]` */
  readonly embeddings: Float32Array;
}

/** What is stored of one video, all of it as it was at one moment. */
export interface VideoContents {
  readonly record: VideoRecord;
  readonly frames: StoredFrames;
  readonly clips: StoredClips;
  /** In time order. */
  readonly shots: readonly Span[];
}

/** A frame that a search found. */
export interface FrameHit {
  readonly frameId: number;
  readonly videoId: string;
  readonly timeSeconds: number;
  readonly similarity: number;
}

/** A clip that a search found. */
export interface ClipHit extends Span {
  readonly clipId: number;
  readonly videoId: string;
  readonly keyframeSeconds: number;
  readonly similarity: number;
}

/** Where to search; everywhere when empty. */
export interface SearchScope {
  /** Only segments of these videos. */
  readonly videoIds?: readonly string[] | undefined;
  /** Only segments that share time with this span. */
  readonly span?: Span | undefined;
  /** Only segments whose words come from here. */
  readonly sources?: readonly SegmentSource[] | undefined;
}

/** How much an index holds. */
export interface StoreCounts {
  readonly videos: number;
  readonly frames: number;
  readonly clips: number;
}
