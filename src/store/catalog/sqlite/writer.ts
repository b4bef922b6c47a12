import { KinodexError } from "../../../core/errors.js";
import type { Embedding } from "../../../core/vectors.js";
import type { CatalogWriter } from "../catalog.js";
import type { FileStamp, StoredChunk, VideoRecord } from "../records.js";
import { vectorFault, type VectorKind } from "../vectorBlock.js";
import { checksumOf, toBytes, toFloat64 } from "./blockRow.js";
import type { CatalogFile } from "./catalogFile.js";
import type { Immediate } from "./immediate.js";
import { createSegmentWriter } from "./segmentWriter.js";
import { createVideoRecords } from "./videoRecords.js";
import type { Write } from "./write.js";

/** Opens what changes a catalog, but for its segments. The caller holds the writer's lock. */
export function createWriter(catalog: CatalogFile, write: Write): Immediate<CatalogWriter> {
  const { database, model, path: catalogPath } = catalog;
  const { dropSegments, ...segments } = createSegmentWriter(catalog, write);
  const records = createVideoRecords(catalog);
  const sql = {
    insertVideo: database.prepare(
      `INSERT INTO videos (video_id, state, size_bytes, duration_seconds, width, height, frame_rate, codec, format,
         pipeline_name, pipeline_fingerprint)
       VALUES (@videoId, 'indexing', @sizeBytes, @durationSeconds, @width, @height, @frameRate, @codec, @formatName,
         @pipelineName, @pipelineFingerprint)
       ON CONFLICT (video_id) DO UPDATE SET pipeline_name = excluded.pipeline_name,
         pipeline_fingerprint = excluded.pipeline_fingerprint`,
    ),
    video: database.prepare(
      `SELECT state, pipeline_fingerprint AS fingerprint, indexed_through_seconds AS through
       FROM videos WHERE video_id = ?`,
    ),
    nextId: database
      .prepare(
        "SELECT first_id + count FROM operations WHERE kind = ? AND action = 'add' ORDER BY sequence DESC LIMIT 1",
      )
      .pluck(),
    lastTime: database
      .prepare("SELECT substr(times, -8) FROM blocks WHERE video_id = ? AND kind = 'frames' ORDER BY first_id DESC")
      .pluck(),
    insertBlock: database.prepare(
      `INSERT INTO blocks (kind, first_id, count, video_id, checksum, times, vectors)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    logAddition: database.prepare("INSERT INTO operations (action, kind, first_id, count) VALUES ('add', ?, ?, ?)"),
    logRemovals: database.prepare(
      `INSERT INTO operations (action, kind, first_id, count)
       SELECT 'remove', kind, first_id, count FROM blocks WHERE video_id = ?`,
    ),
    deleteBlocks: database.prepare("DELETE FROM blocks WHERE video_id = ?"),
    deleteShots: database.prepare("DELETE FROM shots WHERE video_id = ?"),
    deleteVideo: database.prepare("DELETE FROM videos WHERE video_id = ?"),
    insertShot: database.prepare(
      `INSERT INTO shots (video_id, start_seconds, end_seconds) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET end_seconds = max(end_seconds, excluded.end_seconds)`,
    ),
    advance: database.prepare("UPDATE videos SET indexed_through_seconds = ? WHERE video_id = ?"),
    restart: database.prepare(
      "UPDATE videos SET state = 'indexing', indexed_through_seconds = 0, problems = '[]' WHERE video_id = ?",
    ),
    finish: database.prepare(
      `UPDATE videos SET state = ?, problems = ?, duration_seconds = coalesce(?, duration_seconds) WHERE video_id = ?`,
    ),
    pathOwner: database.prepare("SELECT video_id FROM paths WHERE path = ?").pluck(),
    pathCount: database.prepare("SELECT count(*) FROM paths WHERE video_id = ?").pluck(),
    putPath: database.prepare(
      `INSERT INTO paths (path, video_id, size_bytes, modified_ns, inode) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET video_id = excluded.video_id, size_bytes = excluded.size_bytes,
         modified_ns = excluded.modified_ns, inode = excluded.inode`,
    ),
    deletePath: database.prepare("DELETE FROM paths WHERE path = ?"),
    putBackground: database.prepare(
      `INSERT INTO background (key, value) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value`,
    ),
  };

  const requireVideo = (videoId: string) => {
    const row = sql.video.get(videoId) as { state: string; fingerprint: string; through: number } | undefined;
    if (!row)
      throw new KinodexError("not-found", `The index ${catalogPath} has no video ${videoId}.`, {
        videoId,
        catalogPath,
      });
    return row;
  };

  const dropContents = (videoId: string): void => {
    sql.logRemovals.run(videoId);
    sql.deleteBlocks.run(videoId);
    sql.deleteShots.run(videoId);
    dropSegments(videoId);
  };

  const remove = (videoId: string): boolean => {
    dropContents(videoId);
    return sql.deleteVideo.run(videoId).changes > 0;
  };

  const attach = (videoId: string, path: string, { sizeBytes, modifiedNs, inode }: FileStamp): void => {
    const owner = sql.pathOwner.get(path) as string | undefined;
    sql.putPath.run(path, videoId, sizeBytes, modifiedNs, BigInt.asIntN(64, inode));
    if (owner !== undefined && owner !== videoId && sql.pathCount.get(owner) === 0) remove(owner);
  };

  const restart = (videoId: string): void => {
    dropContents(videoId);
    sql.restart.run(videoId);
  };

  const appendVectors = (
    kind: VectorKind,
    videoId: string,
    rows: readonly { readonly embedding: Embedding; readonly times: readonly number[] }[],
  ): void => {
    if (rows.length === 0) return;
    const firstId = (sql.nextId.get(kind) as number | undefined) ?? 0;
    const times = new Float64Array(rows.flatMap((row) => row.times));
    const vectors = new Float32Array(rows.length * model.dimension);
    for (const [n, row] of rows.entries()) vectors.set(row.embedding, n * model.dimension);
    const [timeBytes, vectorBytes] = [toBytes(times), toBytes(vectors)];
    const checksum = checksumOf(timeBytes, vectorBytes);
    sql.insertBlock.run(kind, firstId, rows.length, videoId, checksum, timeBytes, vectorBytes);
    sql.logAddition.run(kind, firstId, rows.length);
  };

  const lastFrameSeconds = (videoId: string): number => {
    const bytes = sql.lastTime.get(videoId) as Uint8Array | undefined;
    return bytes ? (toFloat64(bytes)[0] as number) : -Infinity;
  };

  return {
    ...segments,

    beginVideo: (video, options) =>
      write(options, () => {
        const { videoId, path, stamp, info, pipelineName, pipelineFingerprint } = video;
        const known = sql.video.get(videoId) as { fingerprint: string; through: number } | undefined;
        if (known && known.fingerprint !== pipelineFingerprint) restart(videoId);
        const { codec, formatName, width, height, durationSeconds = null, frameRate = null } = info;
        const details = { codec, formatName, width, height, durationSeconds, frameRate, sizeBytes: stamp.sizeBytes };
        sql.insertVideo.run({ videoId, pipelineName, pipelineFingerprint, ...details });
        attach(videoId, path, stamp);
        return { indexedThroughSeconds: requireVideo(videoId).through };
      }),

    appendChunk(videoId, chunk, options) {
      checkChunk(videoId, chunk, model.dimension);
      write(options, () => {
        requireVideo(videoId);
        checkOrder(videoId, chunk, lastFrameSeconds(videoId));
        const frames = chunk.frames.map(({ embedding, timeSeconds }) => ({ embedding, times: [timeSeconds] }));
        const clips = chunk.clips.map(({ embedding, startSeconds, endSeconds, keyframeSeconds }) => ({
          embedding,
          times: [startSeconds, endSeconds, keyframeSeconds],
        }));
        appendVectors("frames", videoId, frames);
        appendVectors("clips", videoId, clips);
        for (const { startSeconds, endSeconds } of chunk.shots) sql.insertShot.run(videoId, startSeconds, endSeconds);
        sql.advance.run(chunk.throughSeconds, videoId);
      });
    },

    finishVideo: (videoId, { state, problems = [], durationSeconds }, options) =>
      write(options, () => {
        requireVideo(videoId);
        sql.finish.run(state, JSON.stringify(problems), durationSeconds ?? null, videoId);
        return records.withId(videoId) as VideoRecord;
      }),

    attachPath: (videoId, path, stamp, { gone = [], ...options } = {}) =>
      write(options, () => {
        requireVideo(videoId);
        attach(videoId, path, stamp);
        for (const other of gone) if (sql.pathOwner.get(other) === videoId) sql.deletePath.run(other);
      }),

    detachPath: (path, options) =>
      write(options, () => {
        const owner = sql.pathOwner.get(path) as string | undefined;
        sql.deletePath.run(path);
        return owner === undefined ? 0 : (sql.pathCount.get(owner) as number);
      }),

    removeVideo: (videoId, { ifEmpty = false, ...options } = {}) =>
      write(options, () => (ifEmpty && sql.lastTime.get(videoId) !== undefined ? false : remove(videoId))),

    setBackground: (key, value) =>
      write(undefined, () => {
        sql.putBackground.run(key, value);
      }),
  };
}

function checkChunk(videoId: string, { frames, clips, throughSeconds }: StoredChunk, dimension: number): void {
  for (const [kind, vectors] of [["frame", frames] as const, ["clip", clips] as const])
    for (const [n, { embedding }] of vectors.entries()) {
      const fault = vectorFault(embedding, dimension);
      if (fault)
        throw new KinodexError(
          "model",
          `The embedding of ${kind} ${n} of video ${videoId} cannot be stored: ${fault}.`,
          {
            videoId,
            kind,
            position: n,
          },
        );
    }
  const times = [
    throughSeconds,
    ...frames.map((frame) => frame.timeSeconds),
    ...clips.flatMap((clip) => [clip.startSeconds, clip.endSeconds, clip.keyframeSeconds]),
  ];
  if (!times.every(Number.isFinite))
    throw new KinodexError("input", `Video ${videoId} has a time that is not a finite number.`, { videoId });
}

function checkOrder(videoId: string, { frames }: StoredChunk, previousSeconds: number): void {
  let previous = previousSeconds;
  for (const { timeSeconds } of frames) {
    if (timeSeconds < previous)
      throw new KinodexError("input", `Video ${videoId} has a frame at ${timeSeconds} s after one at ${previous} s.`, {
        videoId,
        timeSeconds,
        previousSeconds: previous,
      });
    previous = timeSeconds;
  }
}
