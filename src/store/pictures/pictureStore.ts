import { rmSync } from "node:fs";
import { join } from "node:path";
import { openSqlite, sqliteCodeOf, type SqliteDatabase } from "../../core/sqlite.js";

/** A picture of a video as people are shown it. */
export interface ShownPicture {
  readonly timeSeconds: number;
  /** The bytes of a JPEG file. */
  readonly jpeg: Uint8Array;
}

/**
 * The pictures of videos that are kept beside an index, so that each is drawn once. They are disposable: what is missing,
 * or cannot be read, is drawn again, and nothing here throws.
 */
export interface PictureStore {
  /** The picture at a time, exact to a few milliseconds. */
  at(videoId: string, timeSeconds: number): Uint8Array | undefined;
  /** The kept picture that is nearest to a time. */
  nearest(videoId: string, timeSeconds: number): Uint8Array | undefined;
  put(videoId: string, pictures: readonly ShownPicture[]): void;
  remove(videoId: string): void;
  /** Removes the pictures of all other videos. */
  keepOnly(videoIds: readonly string[]): void;
  close(): void;
}

/** Pictures are kept up to this size in all, some ten kilobytes each; the oldest make room. */
export const maxPictureBytes = 2 * 2 ** 30;
const toleranceMicros = 5_000;
/** Counted up when pictures are made in another way; those of before are then made again. */
const formatVersion = 1;
const busyTimeoutMs = 2_000;

const schema = `
  CREATE TABLE IF NOT EXISTS pictures (
    video_id TEXT NOT NULL,
    time_micros INTEGER NOT NULL,
    jpeg BLOB NOT NULL,
    UNIQUE (video_id, time_micros)
  ) STRICT;
  PRAGMA user_version = ${formatVersion}`;

/** Where the pictures of an index lie. */
export function picturesPathOf(directory: string): string {
  return join(directory, "pictures.sqlite");
}

/** Creates the store of an index in a folder; its file is opened when it is first needed. */
export function createPictureStore(directory: string, maxBytes = maxPictureBytes): PictureStore {
  const path = picturesPathOf(directory);
  let opened: { readonly database: SqliteDatabase } | undefined;

  /** What `work` gives; undefined where the file cannot be used. A file that is damaged is begun anew, once. */
  const use = <Result>(work: (database: SqliteDatabase) => Result): Result | undefined => {
    for (const isLast of [false, true]) {
      try {
        opened ??= { database: openPictures(path) };
        return work(opened.database);
      } catch (error) {
        if (isLast || !isDamage(error)) return undefined;
        close();
        removeFile(path);
      }
    }
    return undefined;
  };
  const close = (): void => {
    try {
      opened?.database.close();
    } catch {
      // of no meaning for a file that is disposable
    }
    opened = undefined;
  };
  const find = (sql: string, ...values: (string | number)[]) =>
    use(
      (database) =>
        database
          .prepare(sql)
          .pluck()
          .get(...values) as Uint8Array | undefined,
    );

  return {
    at(videoId, timeSeconds) {
      const micros = toMicros(timeSeconds);
      return find(
        `SELECT jpeg FROM pictures WHERE video_id = ? AND time_micros BETWEEN ? AND ?
         ORDER BY abs(time_micros - ?) LIMIT 1`,
        videoId,
        micros - toleranceMicros,
        micros + toleranceMicros,
        micros,
      );
    },

    nearest: (videoId, timeSeconds) =>
      find(
        "SELECT jpeg FROM pictures WHERE video_id = ? ORDER BY abs(time_micros - ?) LIMIT 1",
        videoId,
        toMicros(timeSeconds),
      ),

    put(videoId, pictures) {
      if (pictures.length === 0) return;
      use((database) =>
        database.transaction(() => {
          const insert = database.prepare("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?)");
          for (const { timeSeconds, jpeg } of pictures) insert.run(videoId, toMicros(timeSeconds), jpeg);
          makeRoom(database, maxBytes);
        })(),
      );
    },

    remove: (videoId) =>
      void use((database) => database.prepare("DELETE FROM pictures WHERE video_id = ?").run(videoId)),

    keepOnly: (videoIds) =>
      void use((database) =>
        database
          .prepare("DELETE FROM pictures WHERE video_id NOT IN (SELECT value FROM json_each(?))")
          .run(JSON.stringify(videoIds)),
      ),

    close,
  };
}

function toMicros(timeSeconds: number): number {
  return Math.round(timeSeconds * 1e6);
}

function openPictures(path: string): SqliteDatabase {
  const database = openSqlite(path, { busyTimeoutMs });
  try {
    const version = database.prepare("PRAGMA user_version").pluck().get() as number;
    if (version !== 0 && version !== formatVersion) database.exec("DROP TABLE IF EXISTS pictures");
    // Without a sync at each commit: after a power cut the last pictures may be missing, and are drawn again.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${version === formatVersion ? "" : schema}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Removes the oldest pictures until the rest fits; the pages of what is removed are used again. */
function makeRoom(database: SqliteDatabase, maxBytes: number): void {
  const read = (name: string) => database.prepare(`PRAGMA ${name}`).pluck().get() as number;
  const usedBytes = () => (read("page_count") - read("freelist_count")) * read("page_size");
  while (usedBytes() > maxBytes) {
    const { changes } = database
      .prepare("DELETE FROM pictures WHERE rowid IN (SELECT rowid FROM pictures ORDER BY rowid LIMIT 200)")
      .run();
    if (changes === 0) return;
  }
}

function isDamage(error: unknown): boolean {
  return ["CORRUPT", "NOTADB"].includes(sqliteCodeOf(error) ?? "");
}

function removeFile(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
}
