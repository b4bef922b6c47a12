import type { SegmentReader } from "../catalog.js";
import type { SegmentPhrase, StoredCurve, StoredSegment } from "../records.js";
import type { CatalogFile } from "./catalogFile.js";
import { curveKeyOf } from "./curveKey.js";
import type { Immediate } from "./immediate.js";
import { toSearchable } from "./searchable.js";

/** Opens the part of the reader that knows segments. */
export function createSegmentReader({ database }: CatalogFile): Immediate<SegmentReader> {
  const columns = `s.segment_id AS segmentId, s.video_id AS videoId, s.source, s.annotator, s.origin, s.language, s.start_seconds AS startSeconds,
    s.end_seconds AS endSeconds, s.text, s.confidence, s.phrases`;
  const sql = {
    ofVideo: database.prepare(
      `SELECT ${columns} FROM segments s WHERE video_id = ?
       ORDER BY start_seconds, source, end_seconds, segment_id`,
    ),
    search: database.prepare(
      `SELECT ${columns}, -bm25(segment_words) AS bm25
       FROM segment_words JOIN segments s ON s.segment_id = segment_words.rowid
       WHERE segment_words MATCH @match
         AND (@videoIds IS NULL OR s.video_id IN (SELECT value FROM json_each(@videoIds)))
         AND (@sources IS NULL OR s.source IN (SELECT value FROM json_each(@sources)))
         AND s.end_seconds > @from AND s.start_seconds < @to
       ORDER BY bm25(segment_words), s.segment_id LIMIT @count`,
    ),
    matchCount: database.prepare("SELECT count(*) FROM segment_words WHERE segment_words MATCH ?").pluck(),
    holding: database
      .prepare(
        "SELECT rowid FROM segment_words WHERE segment_words MATCH ? AND rowid IN (SELECT value FROM json_each(?))",
      )
      .pluck(),
    curve: database.prepare("SELECT value FROM background WHERE key = ?").pluck(),
    count: database.prepare("SELECT count(*) FROM segments").pluck(),
    any: database.prepare("SELECT EXISTS (SELECT 1 FROM segments)").pluck(),
  };
  return {
    segmentsOf: (videoId) => (sql.ofVideo.all(videoId) as SegmentRow[]).map(toSegment),

    curveOf(videoId, annotator) {
      const bytes = sql.curve.get(curveKeyOf(videoId, annotator)) as Uint8Array | undefined;
      return bytes && (JSON.parse(Buffer.from(bytes).toString()) as StoredCurve);
    },

    searchSegments(words, count, { videoIds, span, sources } = {}) {
      if (words.length === 0) return [];
      const match = words.map(toPhrase).join(" OR ");
      // SQLite knows no infinity as a bound value, but the largest number is beyond any video.
      const [from, to] = [span?.startSeconds ?? -1, Math.min(span?.endSeconds ?? Infinity, Number.MAX_VALUE)];
      const toList = (values: readonly string[] | undefined) => (values ? JSON.stringify(values) : null);
      const lists = { videoIds: toList(videoIds), sources: toList(sources) };
      const rows = sql.search.all({ match, ...lists, from, to, count }) as HitRow[];
      if (rows.length === 0) return [];
      const ids = JSON.stringify(rows.map(({ segmentId }) => segmentId));
      const holders = words.map((word) => new Set(sql.holding.all(toPhrase(word), ids) as number[]));
      return rows.map((row) => ({
        ...toSegment(row),
        bm25: row.bm25,
        words: words.filter((_, n) => holders[n]?.has(row.segmentId)),
      }));
    },

    weightsOf(words) {
      const total = sql.count.get() as number;
      return words.map((word) => Math.log((total + 1) / ((sql.matchCount.get(toPhrase(word)) as number) + 0.5)));
    },

    hasSegments: () => sql.any.get() === 1,

    segmentCount: () => sql.count.get() as number,
  };
}

interface HitRow extends SegmentRow {
  readonly bm25: number;
}

interface SegmentRow extends Omit<StoredSegment, "phrases" | "origin" | "language"> {
  readonly segmentId: number;
  readonly origin: string | null;
  readonly language: string | null;
  readonly phrases: string;
}

function toSegment(row: SegmentRow): StoredSegment {
  const { videoId, source, annotator, origin, language, startSeconds, endSeconds, text, confidence, phrases } = row;
  const stored = { videoId, source, annotator, startSeconds, endSeconds, text, confidence };
  return {
    ...stored,
    phrases: JSON.parse(phrases) as SegmentPhrase[],
    ...(origin !== null && { origin }),
    ...(language !== null && { language }),
  };
}

/** A string of FTS5's query language that stands for nothing but its own words. */
function toPhrase(word: string): string {
  const isPrefix = word.length > 1 && word.endsWith("*");
  const text = toSearchable(isPrefix ? word.slice(0, -1) : word).trim();
  const phrase = `"${text.replaceAll('"', '""').replaceAll("\0", "")}"`;
  return isPrefix ? `${phrase}*` : phrase;
}
