import { segmentSources } from "../segmentSource.js";

/** Tables of what is said about videos; see `index/FORMAT.md`. */
export const segmentSchema = `
  CREATE TABLE annotations (
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    annotator TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (video_id, annotator)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE segments (
    segment_id INTEGER PRIMARY KEY,
    video_id TEXT NOT NULL,
    annotator TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN (${segmentSources.map((source) => `'${source}'`).join(", ")})),
    origin TEXT,
    language TEXT,
    start_seconds REAL NOT NULL CHECK (start_seconds >= 0),
    end_seconds REAL NOT NULL CHECK (end_seconds > start_seconds),
    text TEXT NOT NULL CHECK (text <> ''),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    phrases TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(phrases)),
    FOREIGN KEY (video_id, annotator) REFERENCES annotations ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX segments_by_video ON segments (video_id, annotator, start_seconds);
  CREATE VIRTUAL TABLE segment_words USING fts5 (
    text, content = '', contentless_delete = 1,
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
  );
  CREATE TRIGGER segment_removed AFTER DELETE ON segments BEGIN
    DELETE FROM segment_words WHERE rowid = old.segment_id;
  END;
`;
