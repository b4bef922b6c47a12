import type { JobLease, JobResult } from "../../core/jobLease.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import type { Span } from "../../core/span.js";
import type {
  Annotation,
  FileStamp,
  FinishedVideo,
  KnownFile,
  NewVideo,
  SearchScope,
  SegmentHit,
  StoreCounts,
  StoredChunk,
  StoredCurve,
  StoredFrames,
  StoredSegment,
  VideoContents,
  VideoRecord,
} from "./records.js";
import type { VideoFilter, VideoFolder, VideoPage, VideoQuery } from "./videoLists.js";
import type { VectorLog } from "./vectorLog.js";
import type { VectorBlock, VectorKind } from "./vectorBlock.js";

/** Which index a catalog is the truth of. */
export interface CatalogIdentity {
  /** Distinguishes this index from any other that was ever in the same place. */
  readonly indexId: string;
  /** The one that every vector was made with. */
  readonly model: ModelIdentity;
  /** Where it lies, as messages say it. */
  readonly place: string;
}

/** Reads what is known of videos. */
export interface VideoReader {
  /** Every video, also those that are being indexed, in the order in which they came. */
  videos(): Promise<VideoRecord[]>;
  /**
   * The video with this id, with an id that begins so (8 characters or more), or at this path; undefined when there is
   * none.
   *
   * @throws {KinodexError} `usage` when several ids begin so
   */
  findVideo(idOrPath: string): Promise<VideoRecord | undefined>;
  /** The videos with these whole ids, in no order; those that are not there are left out. */
  findVideos(videoIds: readonly string[]): Promise<VideoRecord[]>;
  /** Every path of the index, or of one video: what tells whether anything is to be done. */
  knownFiles(videoId?: string): Promise<Map<string, KnownFile>>;
  counts(): Promise<StoreCounts>;
  /**
   * The model of its vectors now. It is another than that of its `identity` once the index was switched to what another
   * model made of it; whoever sees that opens it again, and takes nothing that was read meanwhile.
   */
  modelNow(): Promise<ModelIdentity>;
  /**
   * Another value whenever this or another process has changed the catalog; cheap to ask. What is read after it is that
   * state or a newer one.
   */
  revision(): Promise<string>;
}

/** Lists videos by what is known of them, however many there are. */
export interface VideoLists {
  /**
   * A part of the videos that pass a filter, in order. Following `next`, whoever pages meets each video that is there all
   * the while once, whatever is written meanwhile; one whose sort key changes may be met again, or be missed.
   */
  listVideos(query: VideoQuery): Promise<VideoPage>;
  /** Ids of all videos that pass a filter, in no order. */
  videoIdsOf(filter: VideoFilter): Promise<string[]>;
  /** The folders in which files of videos lie, in alphabetical order. */
  folders(): Promise<VideoFolder[]>;
}

/** Reads what is stored of videos. */
export interface ContentsReader {
  /**
   * All that is stored of the videos with these whole ids, each as it was at one moment, in no order; those that are not
   * there are left out.
   */
  readVideos(videoIds: readonly string[]): Promise<VideoContents[]>;
  /** None for a video that is not there. */
  framesOf(videoId: string): Promise<StoredFrames>;
  /** Shots of a video in time order. */
  shotsOf(videoId: string): Promise<Span[]>;
  /** The vectors of a kind in blocks, a few in memory at a time: all of them by rising id, or those of some videos. */
  blocksOf(kind: VectorKind, videoIds?: readonly string[]): AsyncIterable<VectorBlock>;
  /** A value kept beside the index, as `key` was last set. */
  background(key: string): Promise<Uint8Array | undefined>;
}

/** Reads what is said about videos. */
export interface SegmentReader {
  /** All that is said about a video, by whatever source, in time order. */
  segmentsOf(videoId: string): Promise<StoredSegment[]>;
  /** What an annotator measured over a video; undefined where it did not. */
  curveOf(videoId: string, annotator: string): Promise<StoredCurve | undefined>;
  /**
   * Segments that hold any of `words`, best first. Words are stemmed, their case is ignored; one that ends in `*` stands
   * for all that begin so. In Chinese, Japanese, Korean and Thai, where words are not told apart by spaces, one is found
   * wherever its characters follow each other.
   */
  searchSegments(words: readonly string[], count: number, scope?: SearchScope): Promise<SegmentHit[]>;
  /** How much each word tells segments apart: the logarithm of how few of them hold it, above 0. */
  weightsOf(words: readonly string[]): Promise<number[]>;
  hasSegments(): Promise<boolean>;
  /** Counts them, which takes a while where there are many. */
  segmentCount(): Promise<number>;
}

/**
 * Under what something is written.
 *
 * With a lease, the write and the check that the lease is the job's latest are one transaction: `stale-job` is thrown,
 * and nothing written, when another worker has the job now. With a result as well, that transaction also ends the job.
 */
export interface WriteOptions {
  readonly lease?: JobLease | undefined;
  readonly result?: JobResult | undefined;
}

/** Changes videos. */
export interface VideoWriter {
  /**
   * Starts a video, or continues one that was interrupted, and attaches the path. Returns the second to continue from.
   * What another pipeline had stored of it is dropped.
   */
  beginVideo(video: NewVideo, options?: WriteOptions): Promise<{ readonly indexedThroughSeconds: number }>;
  /**
   * Stores a stretch of a begun video.
   *
   * @throws {KinodexError} `model` for a vector that is not of this index's space
   */
  appendChunk(videoId: string, chunk: StoredChunk, options?: WriteOptions): Promise<void>;
  /** Acknowledges a video, and tells what is stored of it. */
  finishVideo(videoId: string, finished: FinishedVideo, options?: WriteOptions): Promise<VideoRecord>;
  /**
   * Says that `path` holds these bytes now. If it held those of another video which no other path has, that video
   * and its vectors go.
   *
   * @param options.gone paths of the same video that are forgotten at once, as of a file that was moved.
   */
  attachPath(
    videoId: string,
    path: string,
    stamp: FileStamp,
    options?: WriteOptions & { readonly gone?: readonly string[] },
  ): Promise<void>;
  /** Forgets a path and returns how many others its video has; the video stays, even without any. */
  detachPath(path: string, options?: WriteOptions): Promise<number>;
  /**
   * Forgets a video, its vectors and its paths; false when there was none.
   *
   * @param options.ifEmpty only one of which no frame is stored. Default false.
   */
  removeVideo(videoId: string, options?: WriteOptions & { readonly ifEmpty?: boolean }): Promise<boolean>;
}

/** Changes what is said about videos. */
export interface SegmentWriter {
  /** Replaces all that an annotator says about a video. False, and nothing is stored, where there is no such video. */
  putAnnotation(videoId: string, annotation: Annotation, options?: WriteOptions): Promise<boolean>;
}

/** Reads a catalog. It is cut into what callers need, so that each can ask for that alone. */
export interface CatalogReader extends VideoReader, VideoLists, ContentsReader, SegmentReader {}

/**
 * Changes a catalog.
 *
 * Each call is one transaction: all of it is stored or nothing, it is durable when its promise is fulfilled, and from
 * then on every reader sees it. What is called for one video is done in the order of the calls, waited for or not.
 */
export interface CatalogWriter extends VideoWriter, SegmentWriter {
  /** Keeps a value beside the index. */
  setBackground(key: string, value: Uint8Array): Promise<void>;
}

/** One thing that was looked at. */
export interface CatalogCheck {
  readonly name: string;
  readonly ok: boolean;
  /** One line: what was found. */
  readonly detail: string;
}

/**
 * The truth of an index: what is known of its videos, their vectors, and what is said about them. It sees what others
 * commit. Vector indexes and snapshots are made from it and can be thrown away.
 *
 * Every function throws `environment` where a disk, a permission or another program stands in the way, and
 * `index-damaged` for what is not as it was written. Every implementation passes the suite
 * `test/conformance/catalog.ts`.
 */
export interface Catalog extends CatalogReader, AsyncDisposable {
  readonly identity: CatalogIdentity;
  readonly log: VectorLog;
  /** Looks at all that it holds but the vectors' values, which {@link ContentsReader.blocksOf} reads; `deep` takes longer. */
  check(deep: boolean): AsyncIterable<CatalogCheck>;
}

/** A catalog that one process at a time writes. Closing it waits for what was called, and lets others write. */
export interface WritableCatalog extends Catalog, CatalogWriter {}

/** How a catalog is opened. */
export interface CatalogOptions {
  /** The model in use; checked against the one that the catalog was made with. Needed to make one. */
  readonly model?: ModelIdentity | undefined;
  /** Whether a missing one is made. */
  readonly create?: boolean | undefined;
}

/** A place for one catalog. */
export interface CatalogPlace {
  /** Whether there is one. */
  exists(): Promise<boolean>;
  /**
   * @throws {KinodexError} `not-found` without one, `index-mismatch` for another model or format, `index-damaged` for a
   *   damaged one
   */
  openForReading(options: Pick<CatalogOptions, "model">): Promise<Catalog>;
  /** Throws what {@link CatalogPlace.openForReading} throws, and `environment` when another process writes. */
  openForWriting(options: CatalogOptions): Promise<WritableCatalog>;
}
