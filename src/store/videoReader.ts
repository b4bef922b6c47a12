import { resolve } from "node:path";
import { KinodexError } from "../core/errors.js";
import type { Span } from "../core/span.js";
import { toBlock, timesPerVector, type BlockRow, type VectorBlock, type VectorKind } from "./blocks.js";
import { withCatalogErrors, type Catalog } from "./catalog.js";
import { countOf, vectorsOf } from "./operations.js";
import { createSegmentReader, knownSidecars, type SegmentReader } from "./segmentReader.js";
import type { KnownFile, StoreCounts, StoredClips, StoredFrames, VideoRecord, VideoState } from "./records.js";

/** Reads videos from the catalog. */
export interface VideoReader extends SegmentReader {
  /** Every video, also those that are being indexed, in the order in which they came. */
  videos(): VideoRecord[];
  /**
   * The video with this id, with an id that begins so (8 characters or more), or at this path; undefined when there is
   * none. Throws `usage` when several ids begin so.
   */
  findVideo(idOrPath: string): VideoRecord | undefined;
  /** Every path of the index, in one query: what tells whether anything is to be done. */
  knownFiles(): Map<string, KnownFile>;
  framesOf(videoId: string): StoredFrames;
  clipsOf(videoId: string): StoredClips;
  /** Shots of a video in time order. */
  shotsOf(videoId: string): Span[];
  counts(): StoreCounts;
  /** Another value whenever this or another process may have changed the catalog; cheap to ask. */
  revision(): string;
  /** All vectors of a kind in blocks of `[rows, dimension]`, one in memory at a time. */
  blocksOf(kind: VectorKind): Iterable<VectorBlock>;
  /** A value kept beside the index, as `key` was last set. */
  background(key: string): Uint8Array | undefined;
}

/** Opens the reading half of the store. */
export function createVideoReader(catalog: Catalog): VideoReader {
  const { database, model, path } = catalog;
  const selectVideos = `
    SELECT v.*, (SELECT json_group_array(path ORDER BY path) FROM paths p WHERE p.video_id = v.video_id) AS paths,
      (SELECT coalesce(sum(count), 0) FROM blocks b WHERE b.video_id = v.video_id AND kind = 'frames') AS frame_count,
      (SELECT coalesce(sum(count), 0) FROM blocks b WHERE b.video_id = v.video_id AND kind = 'clips') AS clip_count
    FROM videos v`;
  const sql = {
    all: database.prepare(`${selectVideos} ORDER BY v.rowid`),
    byId: database.prepare(`${selectVideos} WHERE v.video_id = ?`),
    byPrefix: database.prepare(`${selectVideos} WHERE v.video_id >= @prefix AND v.video_id < @prefix || 'g'`),
    byPath: database.prepare(`${selectVideos} WHERE v.video_id = (SELECT video_id FROM paths WHERE path = ?)`),
    files: database
      .prepare(
        `SELECT path, p.size_bytes, modified_ns, inode, v.video_id, state, pipeline_fingerprint, captioned_by
         FROM paths p JOIN videos v USING (video_id)`,
      )
      .bigints(),
    allBlocks: database.prepare(
      `SELECT first_id, count, video_id, times, vectors, checksum FROM blocks
       WHERE kind = ? AND first_id > ? ORDER BY first_id LIMIT 32`,
    ),
    shots: database.prepare(
      `SELECT start_seconds AS startSeconds, end_seconds AS endSeconds FROM shots
       WHERE video_id = ? ORDER BY start_seconds`,
    ),
    videoCount: database.prepare("SELECT count(*) FROM videos").pluck(),
    dataVersion: database.prepare("PRAGMA data_version").pluck(), // counts what other connections commit
    totalChanges: database.prepare("SELECT total_changes()").pluck(),
    background: database.prepare("SELECT value FROM background WHERE key = ?").pluck(),
  };

  const find = (idOrPath: string): VideoRow | undefined => {
    const exact = (sql.byId.get(idOrPath) ?? sql.byPath.get(resolve(idOrPath))) as VideoRow | undefined;
    if (exact || !/^[0-9a-f]{8,63}$/.test(idOrPath)) return exact;
    const matches = sql.byPrefix.all({ prefix: idOrPath }) as VideoRow[];
    if (matches.length <= 1) return matches[0];
    throw new KinodexError(
      "usage",
      `${matches.length} videos have an id that begins with ${idOrPath}: give more of it.`,
      { idOrPath, videoIds: matches.map((row) => row.video_id) },
    );
  };

  return {
    ...createSegmentReader(catalog),

    videos: () => (sql.all.all() as VideoRow[]).map(toRecord),

    findVideo(idOrPath) {
      const row = find(idOrPath);
      return row && toRecord(row);
    },

    knownFiles() {
      const sidecars = knownSidecars(catalog);
      const toFile = (row: FileRow): KnownFile => ({ ...toStamp(row), sidecars: sidecars.get(row.path) ?? [] });
      return new Map((sql.files.all() as FileRow[]).map((row) => [row.path, toFile(row)]));
    },

    framesOf(videoId) {
      const { times, embeddings } = vectorsOf(catalog, "frames", videoId);
      return { times, embeddings };
    },

    clipsOf(videoId) {
      const { times, embeddings } = vectorsOf(catalog, "clips", videoId);
      const clips = Array.from({ length: times.length / timesPerVector.clips }, (_, n) => toClip(times, n));
      return { clips, embeddings };
    },

    shotsOf: (videoId) => sql.shots.all(videoId) as Span[],

    counts: () => ({
      videos: sql.videoCount.get() as number,
      frames: countOf(catalog, "frames"),
      clips: countOf(catalog, "clips"),
    }),

    revision: () => `${String(sql.dataVersion.get())}.${String(sql.totalChanges.get())}`,

    *blocksOf(kind) {
      for (let after = -1; ;) {
        const rows = withCatalogErrors(path, () => sql.allBlocks.all(kind, after) as BlockRow[]);
        for (const row of rows) yield toBlock(kind, row, model.dimension, path);
        if (rows.length === 0) return;
        after = (rows.at(-1) as BlockRow).first_id;
      }
    },

    background: (key) => sql.background.get(key) as Uint8Array | undefined,
  };
}

/** The span and keyframe of clip `row` in stored times `[clips, 3]`. */
export function toClip(times: Float64Array, row: number): Span & { readonly keyframeSeconds: number } {
  const [startSeconds, endSeconds, keyframeSeconds] = times.subarray(row * 3, row * 3 + 3);
  return { startSeconds, endSeconds, keyframeSeconds } as Span & { readonly keyframeSeconds: number };
}

interface VideoRow {
  readonly video_id: string;
  readonly state: VideoState;
  readonly size_bytes: number;
  readonly duration_seconds: number | null;
  readonly width: number;
  readonly height: number;
  readonly frame_rate: number | null;
  readonly codec: string;
  readonly format: string;
  readonly pipeline_name: string;
  readonly pipeline_fingerprint: string;
  readonly indexed_through_seconds: number;
  readonly problems: string;
  readonly created_at: string;
  readonly paths: string;
  readonly frame_count: number;
  readonly clip_count: number;
  readonly captioned_by: string | null;
}

function toRecord(row: VideoRow): VideoRecord {
  return {
    videoId: row.video_id,
    paths: JSON.parse(row.paths) as string[],
    state: row.state,
    problems: JSON.parse(row.problems) as string[],
    sizeBytes: row.size_bytes,
    durationSeconds: row.duration_seconds ?? row.indexed_through_seconds,
    width: row.width,
    height: row.height,
    frameRate: row.frame_rate ?? undefined,
    codec: row.codec,
    formatName: row.format,
    pipelineName: row.pipeline_name,
    pipelineFingerprint: row.pipeline_fingerprint,
    indexedThroughSeconds: row.indexed_through_seconds,
    createdAt: row.created_at,
    frameCount: row.frame_count,
    clipCount: row.clip_count,
    captionedBy: row.captioned_by ?? undefined,
  };
}

interface FileRow {
  readonly path: string;
  readonly size_bytes: bigint;
  readonly modified_ns: bigint;
  readonly inode: bigint;
  readonly video_id: string;
  readonly state: VideoState;
  readonly pipeline_fingerprint: string;
  readonly captioned_by: string | null;
}

function toStamp(row: FileRow): Omit<KnownFile, "sidecars"> {
  return {
    videoId: row.video_id,
    sizeBytes: Number(row.size_bytes),
    modifiedNs: row.modified_ns,
    inode: BigInt.asUintN(64, row.inode),
    state: row.state,
    pipelineFingerprint: row.pipeline_fingerprint,
    captionedBy: row.captioned_by ?? undefined,
  };
}
