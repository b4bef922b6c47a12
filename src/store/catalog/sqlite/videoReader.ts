import type { Span } from "../../../core/span.js";
import { timesPerVector, type VectorBlock, type VectorKind } from "../vectorBlock.js";
import type { Catalog } from "./openCatalog.js";
import type { Immediate } from "./immediate.js";
import { countOf, vectorsOf } from "./operations.js";
import { createVideoRecords } from "./videoRecords.js";
import { createSegmentReader, type SegmentReader } from "./segmentReader.js";
import type {
  AnnotatedBy,
  KnownFile,
  StoreCounts,
  StoredClips,
  StoredFrames,
  VideoContents,
  VideoRecord,
  VideoState,
} from "../records.js";

/** Reads videos from the catalog. */
export interface VideoReader extends SegmentReader {
  /** Every video, also those that are being indexed, in the order in which they came. */
  videos(): Promise<VideoRecord[]>;
  /**
   * The video with this id, with an id that begins so (8 characters or more), or at this path; undefined when there is
   * none. Throws `usage` when several ids begin so.
   */
  findVideo(idOrPath: string): Promise<VideoRecord | undefined>;
  /** The videos with these whole ids, in no order; those that are not there are left out. */
  findVideos(videoIds: readonly string[]): Promise<VideoRecord[]>;
  /** Every path of the index, in one query: what tells whether anything is to be done. */
  knownFiles(): Promise<Map<string, KnownFile>>;
  /** All that is stored of the videos with these whole ids, in no order; those that are not there are left out. */
  readVideos(videoIds: readonly string[]): Promise<VideoContents[]>;
  framesOf(videoId: string): Promise<StoredFrames>;
  /** Shots of a video in time order. */
  shotsOf(videoId: string): Promise<Span[]>;
  counts(): Promise<StoreCounts>;
  /**
   * Another value whenever this or another process may have changed the catalog; cheap to ask. What is read after it is
   * that state or a newer one.
   */
  revision(): Promise<string>;
  /** All vectors of a kind in blocks of `[rows, dimension]`, one in memory at a time. */
  blocksOf(kind: VectorKind): AsyncIterable<VectorBlock>;
  /** A value kept beside the index, as `key` was last set. */
  background(key: string): Promise<Uint8Array | undefined>;
}

/** Opens the reading half of the store. */
export function createVideoReader(catalog: Catalog): Immediate<Omit<VideoReader, "blocksOf">> {
  const { database } = catalog;
  const records = createVideoRecords(catalog);
  const sql = {
    files: database
      .prepare(
        `SELECT path, p.size_bytes, modified_ns, inode, v.video_id, state, pipeline_fingerprint,
           (SELECT json_group_object(annotator, fingerprint) FROM annotations a WHERE a.video_id = v.video_id)
             AS annotated_by
         FROM paths p JOIN videos v USING (video_id) ORDER BY path`,
      )
      .bigints(),
    shots: database.prepare(
      `SELECT start_seconds AS startSeconds, end_seconds AS endSeconds FROM shots
       WHERE video_id = ? ORDER BY start_seconds`,
    ),
    videoCount: database.prepare("SELECT count(*) FROM videos").pluck(),
    dataVersion: database.prepare("PRAGMA data_version").pluck(), // counts what other connections commit
    totalChanges: database.prepare("SELECT total_changes()").pluck(),
    background: database.prepare("SELECT value FROM background WHERE key = ?").pluck(),
  };

  const framesOf = (videoId: string): StoredFrames => {
    const { times, embeddings } = vectorsOf(catalog, "frames", videoId);
    return { times, embeddings };
  };
  const clipsOf = (videoId: string): StoredClips => {
    const { times, embeddings } = vectorsOf(catalog, "clips", videoId);
    const clips = Array.from({ length: times.length / timesPerVector.clips }, (_, n) => toClip(times, n));
    return { clips, embeddings };
  };
  const shotsOf = (videoId: string) => sql.shots.all(videoId) as Span[];

  return {
    ...createSegmentReader(catalog),

    videos: () => records.all(),
    findVideo: (idOrPath) => records.find(idOrPath),
    findVideos: (videoIds) => records.withIds(videoIds),

    knownFiles() {
      const rows = sql.files.all() as FileRow[];
      const paths = new Map<string, string[]>();
      for (const { video_id, path } of rows) {
        const known = paths.get(video_id);
        if (known) known.push(path);
        else paths.set(video_id, [path]);
      }
      return new Map(rows.map((row) => [row.path, { ...toFile(row), paths: paths.get(row.video_id) ?? [] }]));
    },

    readVideos: (videoIds) =>
      videoIds.flatMap((videoId) =>
        database.read(() => {
          const record = records.withId(videoId);
          return record
            ? [{ record, frames: framesOf(videoId), clips: clipsOf(videoId), shots: shotsOf(videoId) }]
            : [];
        }),
      ),

    framesOf,
    shotsOf,

    counts: () => ({
      videos: sql.videoCount.get() as number,
      frames: countOf(catalog, "frames"),
      clips: countOf(catalog, "clips"),
    }),

    revision: () => `${String(sql.dataVersion.get())}.${String(sql.totalChanges.get())}`,

    background: (key) => sql.background.get(key) as Uint8Array | undefined,
  };
}

/** The span and keyframe of clip `row` in stored times `[clips, 3]`. */
export function toClip(times: Float64Array, row: number): Span & { readonly keyframeSeconds: number } {
  const [startSeconds, endSeconds, keyframeSeconds] = times.subarray(row * 3, row * 3 + 3);
  return { startSeconds, endSeconds, keyframeSeconds } as Span & { readonly keyframeSeconds: number };
}

interface FileRow {
  readonly path: string;
  readonly size_bytes: bigint;
  readonly modified_ns: bigint;
  readonly inode: bigint;
  readonly video_id: string;
  readonly state: VideoState;
  readonly pipeline_fingerprint: string;
  /** JSON */
  readonly annotated_by: string;
}

function toFile(row: FileRow): Omit<KnownFile, "paths"> {
  return {
    videoId: row.video_id,
    sizeBytes: Number(row.size_bytes),
    modifiedNs: row.modified_ns,
    inode: BigInt.asUintN(64, row.inode),
    state: row.state,
    pipelineFingerprint: row.pipeline_fingerprint,
    annotatedBy: JSON.parse(row.annotated_by) as AnnotatedBy,
  };
}
