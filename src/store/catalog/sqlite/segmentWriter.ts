import type { SegmentWriter } from "../catalog.js";
import type { CatalogFile } from "./catalogFile.js";
import { curveKeyOf } from "./curveKey.js";
import type { Immediate } from "./immediate.js";
import { toSearchable } from "./searchable.js";
import type { Write } from "./write.js";

/** What {@link createSegmentWriter} gives to the transactions of others. */
export interface SegmentStatements extends Immediate<SegmentWriter> {
  /** Forgets all that is said about a video, or was measured over it. */
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
    insertSegment: database
      .prepare(
        `INSERT INTO segments (video_id, annotator, source, origin, language, start_seconds, end_seconds, text, confidence, phrases)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING segment_id`,
      )
      .pluck(),
    // curves are few and short: they lie among the values beside the index
    putCurve: database.prepare("INSERT OR REPLACE INTO background (key, value) VALUES (?, ?)"),
    dropCurve: database.prepare("DELETE FROM background WHERE key = ?"),
    dropCurves: database.prepare("DELETE FROM background WHERE key GLOB ?"),
    insertWords: database.prepare("INSERT INTO segment_words (rowid, text) VALUES (?, ?)"),
  };
  return {
    putAnnotation: (videoId, { annotator, source, fingerprint, segments, curve }, options) =>
      write(options, () => {
        sql.drop.run(videoId, annotator);
        sql.dropCurve.run(curveKeyOf(videoId, annotator));
        if (sql.insert.run({ videoId, annotator, fingerprint }).changes === 0) return false;
        for (const segment of segments) {
          const { origin = null, language = null, startSeconds, endSeconds, text, confidence, phrases } = segment;
          const place = [videoId, annotator, source, origin, language, startSeconds, endSeconds];
          const segmentId = sql.insertSegment.get(...place, text, confidence, JSON.stringify(phrases)) as number;
          sql.insertWords.run(segmentId, toSearchable(text));
        }
        if (curve) sql.putCurve.run(curveKeyOf(videoId, annotator), Buffer.from(JSON.stringify(curve)));
        return true;
      }),

    dropSegments(videoId) {
      sql.dropAll.run(videoId);
      sql.dropCurves.run(curveKeyOf(videoId, "*"));
    },
  };
}
