import type { SegmentWriter } from "../catalog.js";
import type { CatalogFile } from "./catalogFile.js";
import type { Immediate } from "./immediate.js";
import type { Write } from "./write.js";

/** What {@link createSegmentWriter} gives to the transactions of others. */
export interface SegmentStatements extends Immediate<SegmentWriter> {
  /** Forgets all that is said about a video. */
  readonly dropSegments: (videoId: string) => void;
}

/** Opens the part of the writer that stores segments; its functions nest in other transactions. */
export function createSegmentWriter({ database }: CatalogFile, write: Write): SegmentStatements {
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
    putAnnotation: (videoId, { annotator, source, fingerprint, segments }, options) =>
      write(options, () => {
        sql.drop.run(videoId, annotator);
        if (sql.insert.run({ videoId, annotator, fingerprint }).changes === 0) return false;
        for (const { origin = null, startSeconds, endSeconds, text, confidence, phrases } of segments) {
          const place = [videoId, annotator, source, origin, startSeconds, endSeconds];
          sql.insertSegment.run(...place, text, confidence, JSON.stringify(phrases));
        }
        return true;
      }),

    dropSegments: (videoId) => void sql.dropAll.run(videoId),
  };
}
