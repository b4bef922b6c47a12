import type { CatalogFile } from "./catalogFile.js";

/** Compiles what changes videos, their shots and their paths. */
export function prepareVideoStatements({ database }: CatalogFile) {
  return {
    insertVideo: database.prepare(
      `INSERT INTO videos (video_id, state, size_bytes, duration_seconds, start_seconds, width, height, frame_rate,
         codec, format, recorded_at, pipeline_name, pipeline_fingerprint)
       VALUES (@videoId, 'indexing', @sizeBytes, @durationSeconds, @startSeconds, @width, @height, @frameRate,
         @codec, @formatName, @recordedAt, @pipelineName, @pipelineFingerprint)
       ON CONFLICT (video_id) DO UPDATE SET pipeline_name = excluded.pipeline_name,
         pipeline_fingerprint = excluded.pipeline_fingerprint`,
    ),
    video: database.prepare(
      `SELECT state, pipeline_fingerprint AS fingerprint, indexed_through_seconds AS through
       FROM videos WHERE video_id = ?`,
    ),
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
      `INSERT INTO paths (path, folder, video_id, size_bytes, modified_ns, inode) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET video_id = excluded.video_id, size_bytes = excluded.size_bytes,
         modified_ns = excluded.modified_ns, inode = excluded.inode`,
    ),
    firstPath: database.prepare("SELECT min(path) FROM paths WHERE video_id = ?").pluck(),
    setName: database.prepare("UPDATE videos SET name = ?, name_key = ? WHERE video_id = ?"),
    deletePath: database.prepare("DELETE FROM paths WHERE path = ?"),
    putBackground: database.prepare(
      `INSERT INTO background (key, value) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value`,
    ),
  };
}
