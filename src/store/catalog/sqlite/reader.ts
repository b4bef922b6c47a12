import type { Span } from "../../../core/span.js";
import type { CatalogReader } from "../catalog.js";
import type { AnnotatedBy, KnownFile, StoreCounts, StoredClips, StoredFrames, VideoState } from "../records.js";
import { timesPerVector, toClip } from "../vectorBlock.js";
import { readModel, type CatalogFile } from "./catalogFile.js";
import type { Immediate } from "./immediate.js";
import { createSegmentReader } from "./segmentReader.js";
import { createVectorsReader } from "./vectors.js";
import { createVideoLists } from "./videoLists.js";
import { createVideoRecords } from "./videoRecords.js";

/** Opens what reads a catalog. */
export function createReader(catalog: CatalogFile): Immediate<Omit<CatalogReader, "blocksOf">> {
  const { database } = catalog;
  const records = createVideoRecords(catalog);
  const vectorsOf = createVectorsReader(catalog);
  const sql = {
    files: database
      .prepare(
        `SELECT path, p.size_bytes, modified_ns, inode, v.video_id, state, pipeline_fingerprint,
           (SELECT json_group_object(annotator, fingerprint) FROM annotations a WHERE a.video_id = v.video_id)
             AS annotated_by
         FROM paths p JOIN videos v USING (video_id) WHERE @videoId IS NULL OR p.video_id = @videoId ORDER BY path`,
      )
      .bigints(),
    shots: database.prepare(
      `SELECT start_seconds AS startSeconds, end_seconds AS endSeconds FROM shots
       WHERE video_id = ? ORDER BY start_seconds`,
    ),
    counts: database.prepare(
      `SELECT (SELECT count(*) FROM videos) AS videos,
         (SELECT coalesce(sum(count), 0) FROM blocks WHERE kind = 'frames') AS frames,
         (SELECT coalesce(sum(count), 0) FROM blocks WHERE kind = 'clips') AS clips`,
    ),
    revision: database.prepare("SELECT value FROM meta WHERE key = 'revision'").pluck(),
    background: database.prepare("SELECT value FROM background WHERE key = ?").pluck(),
  };

  const framesOf = (videoId: string): StoredFrames => vectorsOf("frames", videoId);
  const clipsOf = (videoId: string): StoredClips => {
    const { times, embeddings } = vectorsOf("clips", videoId);
    const clips = Array.from({ length: times.length / timesPerVector.clips }, (_, n) => toClip(times, n));
    return { clips, embeddings };
  };
  const shotsOf = (videoId: string) => sql.shots.all(videoId) as Span[];

  return {
    ...createSegmentReader(catalog),
    ...createVideoLists(catalog),

    videos: () => records.all(),
    findVideo: (idOrPath) => records.find(idOrPath),
    findVideos: (videoIds) => records.withIds(videoIds),

    knownFiles(videoId) {
      const rows = sql.files.all({ videoId: videoId ?? null }) as FileRow[];
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

    counts: () => sql.counts.get() as StoreCounts,
    modelNow: () => readModel(database),
    revision: () => sql.revision.get() as string,
    background: (key) => sql.background.get(key) as Uint8Array | undefined,
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
