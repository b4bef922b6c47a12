import type { AnnotatedBy, VideoRecord, VideoState } from "../records.js";

/** Selects videos as `v`, one {@link VideoRow} each. */
export const selectVideos = `
  SELECT v.*, (SELECT json_group_array(path ORDER BY path) FROM paths p WHERE p.video_id = v.video_id) AS paths,
    (SELECT coalesce(sum(count), 0) FROM blocks b WHERE b.video_id = v.video_id AND kind = 'frames') AS frame_count,
    (SELECT coalesce(sum(count), 0) FROM blocks b WHERE b.video_id = v.video_id AND kind = 'clips') AS clip_count,
    (SELECT json_group_object(annotator, fingerprint) FROM annotations a WHERE a.video_id = v.video_id)
      AS annotated_by
  FROM videos v`;

/** A video, and what is counted of it. */
export interface VideoRow {
  readonly video_id: string;
  readonly state: VideoState;
  readonly size_bytes: number;
  readonly duration_seconds: number | null;
  readonly start_seconds: number;
  readonly width: number;
  readonly height: number;
  readonly frame_rate: number | null;
  readonly codec: string;
  readonly format: string;
  readonly recorded_at: string;
  readonly pipeline_name: string;
  readonly pipeline_fingerprint: string;
  readonly indexed_through_seconds: number;
  readonly problems: string;
  readonly created_at: string;
  readonly name_key: string;
  readonly length_seconds: number;
  /** JSON */
  readonly paths: string;
  readonly frame_count: number;
  readonly clip_count: number;
  /** JSON */
  readonly annotated_by: string;
}

export function toRecord(row: VideoRow): VideoRecord {
  return {
    videoId: row.video_id,
    paths: JSON.parse(row.paths) as string[],
    state: row.state,
    problems: JSON.parse(row.problems) as string[],
    sizeBytes: row.size_bytes,
    durationSeconds: row.length_seconds,
    startSeconds: row.start_seconds,
    width: row.width,
    height: row.height,
    frameRate: row.frame_rate ?? undefined,
    codec: row.codec,
    formatName: row.format,
    recordedAt: row.recorded_at,
    pipelineName: row.pipeline_name,
    pipelineFingerprint: row.pipeline_fingerprint,
    indexedThroughSeconds: row.indexed_through_seconds,
    createdAt: row.created_at,
    frameCount: row.frame_count,
    clipCount: row.clip_count,
    annotatedBy: JSON.parse(row.annotated_by) as AnnotatedBy,
  };
}
