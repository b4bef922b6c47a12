import type { Catalog } from "./openCatalog.js";
import type { Immediate } from "./immediate.js";
import type { Annotation } from "../records.js";

/** Changes what is said about videos. Every function is one transaction, durable when its promise is fulfilled. */
export interface SegmentWriter {
  /** Replaces all that an annotator says about a video. False, and nothing is stored, where there is no such video. */
  putAnnotation(videoId: string, annotation: Annotation): Promise<boolean>;
}

/** What {@link createSegmentWriter} gives to the transactions of others. */
export interface SegmentStatements extends Immediate<SegmentWriter> {
  /** Forgets all that is said about a video. */
  readonly dropSegments: (videoId: string) => void;
}

/** Opens the part of the writer that stores segments; its functions nest in other transactions. */
export function createSegmentWriter({ database }: Catalog): SegmentStatements {
  const sql = {
    // what it said goes with it
    drop: database.prepare("DELETE FROM annotations WHERE video_id = ? AND annotator = ?"),
    dropAll: database.prepare("DELETE FROM annotations WHERE video_id = ?"),
    insert: database.prepare(
      `INSERT INTO annotations (video_id, annotator, fingerprint)
       SELECT video_id, @annotator, @fingerprint FROM videos WHERE video_id = @videoId`,
    ),
    insertSegment: database.prepare(
      `INSERT INTO segments (video_id, annotator, source, origin, start_seconds, end_seconds, text, confidence, phrases)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
  };
  return {
    putAnnotation: database.transaction((videoId: string, annotation: Annotation): boolean => {
      const { annotator, source, fingerprint } = annotation;
      sql.drop.run(videoId, annotator);
      if (sql.insert.run({ videoId, annotator, fingerprint }).changes === 0) return false;
      for (const { origin = null, startSeconds, endSeconds, text, confidence, phrases } of annotation.segments) {
        const place = [videoId, annotator, source, origin, startSeconds, endSeconds];
        sql.insertSegment.run(...place, text, confidence, JSON.stringify(phrases));
      }
      return true;
    }),

    dropSegments: (videoId) => void sql.dropAll.run(videoId),
  };
}
