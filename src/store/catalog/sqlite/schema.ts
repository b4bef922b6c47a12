import { segmentSchema } from "./segmentSchema.js";

/** Tables that every catalog has. */
export const tables = "meta videos paths shots blocks operations background annotations segments segment_words".split(
  " ",
);

/** What an empty catalog is made by; see `index/FORMAT.md`. */
export const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE videos (
    video_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('indexing', 'complete', 'partial')),
    size_bytes INTEGER NOT NULL,
    duration_seconds REAL,
    start_seconds REAL NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frame_rate REAL,
    codec TEXT NOT NULL,
    format TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    pipeline_name TEXT NOT NULL,
    pipeline_fingerprint TEXT NOT NULL,
    indexed_through_seconds REAL NOT NULL DEFAULT 0,
    problems TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(problems)),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
    name TEXT NOT NULL DEFAULT '',
    name_key TEXT NOT NULL DEFAULT '',
    length_seconds REAL NOT NULL AS (coalesce(duration_seconds, indexed_through_seconds)) VIRTUAL
  ) STRICT;
  CREATE INDEX videos_by_added ON videos (created_at, video_id);
  CREATE INDEX videos_by_name ON videos (name_key, video_id);
  CREATE INDEX videos_by_recorded ON videos (recorded_at, video_id);
  CREATE INDEX videos_by_length ON videos (length_seconds, video_id);
  CREATE TABLE paths (
    path TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX paths_by_video ON paths (video_id, path);
  CREATE INDEX paths_by_folder ON paths (folder, video_id);
  CREATE TABLE shots (
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    start_seconds REAL NOT NULL,
    end_seconds REAL NOT NULL CHECK (end_seconds >= start_seconds),
    PRIMARY KEY (video_id, start_seconds)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE blocks (
    kind TEXT NOT NULL CHECK (kind IN ('frames', 'clips')),
    first_id INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    video_id TEXT NOT NULL REFERENCES videos,
    checksum INTEGER NOT NULL,
    times BLOB NOT NULL,
    vectors BLOB NOT NULL,
    UNIQUE (kind, first_id)
  ) STRICT;
  CREATE INDEX blocks_by_video ON blocks (video_id, kind, first_id, count);
  CREATE TABLE operations (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL CHECK (action IN ('add', 'remove')),
    kind TEXT NOT NULL CHECK (kind IN ('frames', 'clips')),
    first_id INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0)
  ) STRICT;
  CREATE TABLE background (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  ${segmentSchema}
`;
