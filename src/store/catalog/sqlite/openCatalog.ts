import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KinodexError, toMessage } from "../../../core/errors.js";
import type { ModelIdentity } from "../../../core/modelIdentity.js";
import {
  durablePragmas,
  openSqlite,
  sqliteCodeOf,
  type SqliteCode,
  type SqliteDatabase,
} from "../../../core/sqlite.js";
import { syncDirectory } from "../../durableFiles.js";
import { openForReading } from "./openForReading.js";
import { segmentSchema } from "./segmentSchema.js";

/** The SQLite file that holds the truth. */
export interface Catalog {
  readonly path: string;
  readonly database: SqliteDatabase;
  /** Distinguishes this index from any other that was ever in the same folder. */
  readonly indexId: string;
  readonly model: ModelIdentity;
  close(): void;
}

/** How long SQLite waits for another process to let go of the catalog, in milliseconds. */
const busyTimeoutMs = 10_000;
/** `KNDX`: marks a SQLite file as ours. */
const applicationId = 0x4b4e4458;
/** The catalog's format; see `index/FORMAT.md`. */
export const formatVersion = 3;

const tables = "meta videos paths shots blocks operations background annotations segments segment_words".split(" ");

const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE videos (
    video_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('indexing', 'complete', 'partial')),
    size_bytes INTEGER NOT NULL,
    duration_seconds REAL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frame_rate REAL,
    codec TEXT NOT NULL,
    format TEXT NOT NULL,
    pipeline_name TEXT NOT NULL,
    pipeline_fingerprint TEXT NOT NULL,
    indexed_through_seconds REAL NOT NULL DEFAULT 0,
    problems TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(problems)),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
  ) STRICT;
  CREATE TABLE paths (
    path TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX paths_by_video ON paths (video_id);
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

/** What was uploaded lies in the folder too, and may lie nowhere else. */
const remedy =
  "Restore a copy of the index, or index into a new folder with --index. Keep this folder: uploaded videos lie in it.";

/** Where the catalog of an index lies. */
export function catalogPathOf(directory: string): string {
  return join(directory, "catalog.sqlite");
}

/**
 * Makes an empty catalog in `directory`. It is built under another name and renamed, so that a crash leaves either no
 * catalog or a whole one. The caller holds the writer's lock.
 */
export function createCatalog(directory: string, model: ModelIdentity): void {
  const path = catalogPathOf(directory);
  if (existsSync(`${path}-wal`))
    throw new KinodexError("index-damaged", `${path} is missing but its log ${path}-wal is there. ${remedy}`, { path });
  const draft = `${path}.new`;
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${draft}${suffix}`, { force: true });
  const database = openSqlite(draft);
  database.exec("PRAGMA synchronous = FULL");
  database.transaction(() => {
    database.exec(schema);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}`);
    const insert = database.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
    insert.run("index_id", randomUUID());
    insert.run("model_id", model.id);
    insert.run("model_hash", model.hash);
    insert.run("dimension", String(model.dimension));
  })();
  // The log is kept from the first opening on: a file that is renamed must not have one.
  database.close();
  renameSync(draft, path);
  syncDirectory(directory);
}

/**
 * Opens and checks an existing catalog.
 *
 * A reader checks the small tables, a writer every page. Throws `index-damaged` for a file that is not a whole catalog
 * and `index-mismatch` for a newer format or another model than `model`.
 */
export function openCatalog(directory: string, access: "read" | "write", model?: ModelIdentity): Catalog {
  const path = catalogPathOf(directory);
  return withCatalogErrors(path, () => {
    const database = access === "read" ? openForReading(path, busyTimeoutMs) : openSqlite(path, { busyTimeoutMs });
    try {
      database.exec("PRAGMA foreign_keys = ON");
      checkFormat(database, path);
      if (access === "write") database.exec(durablePragmas);
      checkPages(database, path, access === "write" ? [""] : ["meta", "videos", "paths", "operations"]);
      const { indexId, model: stored } = readMeta(database, path);
      if (model) checkModel(path, stored, model);
      return { path, database, indexId, model: stored, close: () => database.close() };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function checkFormat(database: SqliteDatabase, path: string): void {
  const pragma = (name: string) => database.prepare(`PRAGMA ${name}`).pluck().get() as number;
  const version = pragma("user_version");
  if (pragma("application_id") !== applicationId) throw damaged(path, "it is not a Kinodex catalog");
  if (version !== formatVersion)
    throw new KinodexError(
      "index-mismatch",
      `${path} has format ${version}; this Kinodex reads format ${formatVersion}. ` +
        (version > formatVersion
          ? "Use the newer Kinodex that made it."
          : "Index the videos into a new folder with --index, and keep this one: uploaded videos lie in it."),
      { path, version, formatVersion },
    );
  const present = new Set(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const missing = tables.filter((table) => !present.has(table));
  if (missing.length > 0) throw damaged(path, `the tables ${missing.join(", ")} are missing`);
}

function checkPages(database: SqliteDatabase, path: string, scopes: readonly string[]): void {
  for (const scope of scopes) {
    const pragma = scope ? `quick_check(${scope})` : "quick_check";
    const finding = database.prepare(`PRAGMA ${pragma}`).pluck().get() as string | undefined;
    if (finding !== "ok") throw damaged(path, finding ?? "quick_check failed");
  }
}

function readMeta(database: SqliteDatabase, path: string): { indexId: string; model: ModelIdentity } {
  const rows = database.prepare("SELECT key, value FROM meta").all() as { key: string; value: string }[];
  const meta = new Map(rows.map(({ key, value }) => [key, value]));
  const [indexId, id, hash] = [meta.get("index_id"), meta.get("model_id"), meta.get("model_hash")];
  const dimension = Number(meta.get("dimension"));
  if (!indexId || !id || !hash || !Number.isInteger(dimension) || dimension < 1)
    throw damaged(path, "it does not say which model it was made with");
  return { indexId, model: { id, hash, dimension } };
}

function checkModel(path: string, stored: ModelIdentity, asked: ModelIdentity): void {
  if (stored.id === asked.id && stored.hash === asked.hash && stored.dimension === asked.dimension) return;
  const name = (model: ModelIdentity) => `${model.id} (${model.hash.slice(0, 12)}, ${model.dimension} dimensions)`;
  throw new KinodexError(
    "index-mismatch",
    `${path} was made with the model ${name(stored)}, and the model in use is ${name(asked)}. ` +
      `Vectors of two models cannot be compared: use \`--model ${stored.id}\` as it was then, or another folder with \`--index\`.`,
    { path, stored, asked },
  );
}

function damaged(path: string, finding: string, cause?: unknown): KinodexError {
  return new KinodexError(
    "index-damaged",
    `${path} is damaged: ${finding}. Nothing was changed. ${remedy}`,
    { path, finding },
    cause,
  );
}

/** Runs `work`, turning what SQLite throws into errors that say what to do. */
export function withCatalogErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toCatalogError(path, error);
  }
}

/** What to throw for something thrown while the catalog at `path` was used. */
export function toCatalogError(path: string, error: unknown): unknown {
  const code = sqliteCodeOf(error);
  if (code === undefined) return error;
  const message = toMessage(error);
  if (code === "CORRUPT" || code === "NOTADB") return damaged(path, message, error);
  const advice = environmentAdvice[code];
  if (!advice) return error;
  return new KinodexError("environment", `${path}: ${message} (SQLITE_${code}). ${advice}`, { path, code }, error);
}

const notWritable = "The index cannot be written here: check the folder's permissions.";
const held = "Another program holds the index: wait for it and run the command again.";
const environmentAdvice: Readonly<Partial<Record<SqliteCode, string>>> = {
  FULL: "The disk is full: free some space and run the command again; what was stored is safe.",
  READONLY: notWritable,
  PERM: notWritable,
  AUTH: notWritable,
  CANTOPEN: "The index cannot be opened: check that the folder exists and may be read and written.",
  IOERR: "The disk refused: check its free space and its health; what was stored is safe.",
  BUSY: held,
  LOCKED: held,
};

/** Makes the index folder. Throws `environment` when that is not possible. */
export function createDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new KinodexError(
      "environment",
      `The index folder ${directory} cannot be made: ${toMessage(error)}. Choose another with --index, or change the permissions.`,
      { directory },
      error,
    );
  }
}
