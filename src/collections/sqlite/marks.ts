import { createHash } from "node:crypto";
import { KinodexError } from "../../core/errors.js";
import { withIndexErrors } from "../../core/indexErrors.js";
import { toMarkText } from "../../core/markText.js";
import type { SqliteDatabase } from "../../core/sqlite.js";
import { maxMarkEntries, type JudgedSpan, type Mark, type MarkFilter, type Marks, type NewMark } from "../marks.js";

/** The marks of an open file. */
export function createMarks(database: SqliteDatabase, path: string): Marks {
  const sql = prepare(database);

  const requireRoom = (count: number): void => {
    if ((sql.last.get() as number) + count > maxMarkEntries)
      throw new KinodexError(
        "usage",
        `${path} holds ${maxMarkEntries} judgements, with those that were replaced, and takes no more: export the marks, move the file away, and import them again.`,
        { path },
      );
  };
  const add = database.transaction((marks: readonly NewMark[]): Mark[] => {
    requireRoom(marks.length);
    return marks.map((mark) => {
      const row = toRow(mark);
      sql.insert.run(row);
      return toMark(sql.current.get(row.markId) as MarkRow);
    });
  });
  const remove = database.transaction((markId: string): boolean => {
    requireRoom(1);
    return sql.withdraw.run(markId).changes > 0;
  });
  const list = ({ about, text, videoId, before, limit }: MarkFilter = {}): Mark[] => {
    const filter = {
      about: about ?? null,
      text: text === undefined ? null : toMarkText(text),
      videoId: videoId ?? null,
      before: before ?? null,
      limit: limit ?? -1,
    };
    return (sql.list.all(filter) as MarkRow[]).map(toMark);
  };
  return {
    list: async (filter) => withIndexErrors(path, () => list(filter)),
    add: async (marks) => withIndexErrors(path, () => add(marks)),
    remove: async (markId) => withIndexErrors(path, () => remove(markId)),
  };
}

/** What tells a judged span from others; milliseconds are as near as two spans are told apart. */
function markIdOf({ videoId, about, text, startSeconds, endSeconds }: JudgedSpan): string {
  const [start, end] = [startSeconds, endSeconds].map((seconds) => Math.round(seconds * 1000));
  const thing = JSON.stringify([videoId, about, toMarkText(text), start, end]);
  return createHash("sha256").update(thing).digest("hex").slice(0, 32);
}

function prepare(database: SqliteDatabase) {
  const columns = `mark_id, video_id, path, start_seconds, end_seconds, about, text, verdict, confidence, drawn, client, created_at`;
  const isLast = "sequence = (SELECT max(sequence) FROM marks other WHERE other.mark_id = marks.mark_id)";
  const current = `SELECT * FROM marks WHERE ${isLast} AND verdict <> 'withdrawn'`;
  return {
    last: database.prepare("SELECT coalesce(max(sequence), 0) FROM marks").pluck(),
    current: database.prepare(`${current} AND mark_id = ?`),
    list: database.prepare(
      `${current} AND (@about IS NULL OR about = @about) AND (@text IS NULL OR text = @text)
         AND (@videoId IS NULL OR video_id = @videoId) AND (@before IS NULL OR sequence < @before)
       ORDER BY sequence DESC LIMIT @limit`,
    ),
    // What was drawn once stays drawn, whoever says something of it later.
    insert: database.prepare(
      `INSERT INTO marks (${columns})
       VALUES (@markId, @videoId, @path, @startSeconds, @endSeconds, @about, @text, @verdict, @confidence,
         max(@drawn, coalesce((SELECT max(drawn) FROM marks WHERE mark_id = @markId), 0)), @client,
         coalesce(@createdAt, strftime('%Y-%m-%dT%H:%M:%fZ')))`,
    ),
    withdraw: database.prepare(
      `INSERT INTO marks (${columns})
       SELECT mark_id, video_id, path, start_seconds, end_seconds, about, text, 'withdrawn', confidence, drawn, client,
         strftime('%Y-%m-%dT%H:%M:%fZ') FROM (${current} AND mark_id = ?)`,
    ),
  };
}

interface MarkRow {
  readonly sequence: number;
  readonly mark_id: string;
  readonly video_id: string;
  readonly path: string;
  readonly start_seconds: number;
  readonly end_seconds: number;
  readonly about: Mark["about"];
  readonly text: string;
  readonly verdict: Mark["verdict"];
  readonly confidence: number | null;
  readonly drawn: number;
  readonly client: string | null;
  readonly created_at: string;
}

function toRow(mark: NewMark) {
  const { drawn, text, createdAt = null, ...rest } = mark;
  return { ...rest, markId: markIdOf(mark), text: toMarkText(text), drawn: Number(drawn), createdAt };
}

function toMark(row: MarkRow): Mark {
  return {
    markId: row.mark_id,
    sequence: row.sequence,
    videoId: row.video_id,
    path: row.path,
    startSeconds: row.start_seconds,
    endSeconds: row.end_seconds,
    about: row.about,
    text: row.text,
    verdict: row.verdict,
    confidence: row.confidence,
    drawn: row.drawn === 1,
    client: row.client,
    createdAt: row.created_at,
  };
}
