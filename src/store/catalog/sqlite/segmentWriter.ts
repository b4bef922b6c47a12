import type { Catalog } from "./openCatalog.js";
import type { Immediate } from "./immediate.js";
import type { CaptionSet, NewSegment, SegmentSource, SidecarStamp } from "../records.js";

/** Subtitles that belong to one path of a video. */
export interface SubtitleFile {
  readonly stamp: SidecarStamp;
  readonly segments: readonly NewSegment[];
}

/** Changes what is said about videos. Every function is one transaction, durable when its promise is fulfilled. */
export interface SegmentWriter {
  /** Replaces a video's captions. */
  putCaptions(videoId: string, captions: CaptionSet): Promise<void>;
  /** Replaces the subtitles that one text track of a video's file holds; `origin` as "track 2". */
  putTrack(videoId: string, origin: string, segments: readonly NewSegment[]): Promise<void>;
  /** Says which subtitle files lie beside `videoPath` now, and what they say; those of before go. */
  putSidecars(videoId: string, videoPath: string, files: readonly SubtitleFile[]): Promise<void>;
}

/** What {@link createSegmentWriter} gives to the transactions of others. */
export interface SegmentStatements extends Immediate<SegmentWriter> {
  /** Forgets all that is said about a video, and what lies beside it. */
  readonly dropSegments: (videoId: string) => void;
  /** Forgets the subtitle files beside a path. */
  readonly dropSidecars: (videoPath: string) => void;
}

/** Opens the part of the writer that stores segments; its functions nest in other transactions. */
export function createSegmentWriter({ database }: Catalog): SegmentStatements {
  const sql = {
    insert: database.prepare(
      `INSERT INTO segments (video_id, source, origin, start_seconds, end_seconds, text, confidence, phrases)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    dropAll: database.prepare("DELETE FROM segments WHERE video_id = ?"),
    dropSource: database.prepare("DELETE FROM segments WHERE video_id = ? AND source = ?"),
    dropOrigin: database.prepare("DELETE FROM segments WHERE video_id = ? AND source = 'subtitle' AND origin = ?"),
    captionedBy: database.prepare("UPDATE videos SET captioned_by = ? WHERE video_id = ?"),
    ownerOf: database.prepare("SELECT video_id FROM paths WHERE path = ?").pluck(),
    sidecarsOf: database.prepare("SELECT path FROM sidecars WHERE video_path = ?").pluck(),
    dropSidecars: database.prepare("DELETE FROM sidecars WHERE video_path = ?"),
    dropSidecarsOf: database.prepare(
      "DELETE FROM sidecars WHERE video_path IN (SELECT path FROM paths WHERE video_id = ?)",
    ),
    insertSidecar: database.prepare(
      "INSERT INTO sidecars (video_path, path, size_bytes, modified_ns) VALUES (?, ?, ?, ?)",
    ),
  };

  const insertAll = (videoId: string, source: SegmentSource, origin: string, segments: readonly NewSegment[]): void => {
    for (const { startSeconds, endSeconds, text, confidence, phrases } of segments)
      sql.insert.run(videoId, source, origin, startSeconds, endSeconds, text, confidence, JSON.stringify(phrases));
  };
  const dropSidecars = (videoPath: string): void => {
    const owner = sql.ownerOf.get(videoPath) as string | undefined;
    for (const path of sql.sidecarsOf.all(videoPath) as string[])
      if (owner !== undefined) sql.dropOrigin.run(owner, path);
    sql.dropSidecars.run(videoPath);
  };

  return {
    putCaptions: database.transaction((videoId: string, { captionedBy, segments }: CaptionSet) => {
      sql.dropSource.run(videoId, "caption");
      insertAll(videoId, "caption", captionedBy, segments);
      sql.captionedBy.run(captionedBy, videoId);
    }),

    putTrack: database.transaction((videoId: string, origin: string, segments: readonly NewSegment[]) => {
      sql.dropOrigin.run(videoId, origin);
      insertAll(videoId, "subtitle", origin, segments);
    }),

    putSidecars: database.transaction((videoId: string, videoPath: string, files: readonly SubtitleFile[]) => {
      dropSidecars(videoPath);
      for (const { stamp, segments } of files) {
        sql.insertSidecar.run(videoPath, stamp.path, stamp.sizeBytes, stamp.modifiedNs);
        insertAll(videoId, "subtitle", stamp.path, segments);
      }
    }),

    dropSegments(videoId) {
      sql.dropAll.run(videoId);
      sql.dropSidecarsOf.run(videoId);
      sql.captionedBy.run(null, videoId);
    },
    dropSidecars,
  };
}
