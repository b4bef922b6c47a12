import { join } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { withIndexErrors } from "../../core/indexErrors.js";
import { makeFolder } from "../../core/makeFolder.js";
import { durablePragmas, openSqlite, type SqliteDatabase } from "../../core/sqlite.js";
import type { KeptThings } from "../collections.js";
import { createCollections } from "./collections.js";
import { createMarks } from "./marks.js";
import { createSavedSearches } from "./savedSearches.js";

const formatVersion = 2;
const busyTimeoutMs = 10_000;
const now = "strftime('%Y-%m-%dT%H:%M:%fZ')";

const schema = `
  CREATE TABLE IF NOT EXISTS collections (
    collection_id TEXT PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    created_at TEXT NOT NULL DEFAULT (${now}),
    updated_at TEXT NOT NULL DEFAULT (${now})
  ) STRICT;
  CREATE TABLE IF NOT EXISTS moments (
    moment_id TEXT PRIMARY KEY,
    collection_id TEXT NOT NULL REFERENCES collections ON DELETE CASCADE,
    position INTEGER NOT NULL,
    video_id TEXT NOT NULL,
    path TEXT NOT NULL,
    start_seconds REAL NOT NULL CHECK (start_seconds >= 0),
    end_seconds REAL NOT NULL CHECK (end_seconds > start_seconds),
    keyframe_seconds REAL NOT NULL,
    similarity REAL NOT NULL,
    confidence REAL NOT NULL,
    sources TEXT NOT NULL CHECK (json_valid(sources)),
    note TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS moments_in_order ON moments (collection_id, position);
  CREATE TABLE IF NOT EXISTS searches (
    search_id TEXT PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    search TEXT NOT NULL CHECK (json_valid(search)),
    created_at TEXT NOT NULL DEFAULT (${now})
  ) STRICT;
  CREATE TABLE IF NOT EXISTS marks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    mark_id TEXT NOT NULL,
    video_id TEXT NOT NULL,
    path TEXT NOT NULL,
    start_seconds REAL NOT NULL CHECK (start_seconds >= 0),
    end_seconds REAL NOT NULL CHECK (end_seconds > start_seconds),
    about TEXT NOT NULL CHECK (about IN ('query', 'concept', 'caption', 'answer')),
    text TEXT NOT NULL CHECK (text <> ''),
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'withdrawn')),
    confidence REAL,
    drawn INTEGER NOT NULL CHECK (drawn IN (0, 1)),
    client TEXT,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS marks_of_span ON marks (mark_id, sequence);
  CREATE INDEX IF NOT EXISTS marks_of_text ON marks (text, about);
  CREATE INDEX IF NOT EXISTS marks_of_video ON marks (video_id);
  CREATE TRIGGER IF NOT EXISTS marks_stay BEFORE UPDATE ON marks BEGIN
    SELECT raise(ABORT, 'marks are added to and never changed');
  END;
  CREATE TRIGGER IF NOT EXISTS marks_remain BEFORE DELETE ON marks BEGIN
    SELECT raise(ABORT, 'marks are added to and never deleted');
  END;
  PRAGMA user_version = ${formatVersion};
`;

/**
 * Opens what people keep beside the index in a folder: a file of its own, so that no writer of the index keeps it waiting,
 * and nothing that is done to the index takes it away. Any number of processes may have it open.
 *
 * @throws {KinodexError} `environment` where a disk, a permission or another program stands in the way, `index-damaged` for
 *   a file that is not as it was written, and `index-mismatch` for one of a newer Kinodex; but for the last, so does
 *   every call
 */
export function openKeptThings(directory: string): KeptThings {
  const path = join(directory, "collections.sqlite");
  return withIndexErrors(path, () => {
    makeFolder(directory);
    const database = openSqlite(path, { busyTimeoutMs });
    try {
      prepare(database, path);
      return {
        collections: createCollections(database, path),
        searches: createSavedSearches(database, path),
        marks: createMarks(database, path),
        [Symbol.asyncDispose]: async () => database.close(),
      };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function prepare(database: SqliteDatabase, path: string): void {
  const version = database.prepare("PRAGMA user_version").pluck().get() as number;
  if (version > formatVersion)
    throw new KinodexError(
      "index-mismatch",
      `${path} has format ${version}; this Kinodex reads format ${formatVersion}. Use the newer Kinodex that made it.`,
      { path, version, formatVersion },
    );
  database.exec(`${durablePragmas}; PRAGMA foreign_keys = ON`);
  if (version < formatVersion) database.transaction(() => database.exec(schema))();
}
