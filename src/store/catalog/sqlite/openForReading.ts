import { chmodSync, closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite, sqliteCodeOf, type SqliteDatabase } from "../../../core/sqlite.js";

/** Opens a catalog for reading: SQLite reads one with a log only where it may write beside it; elsewhere a copy is read. */
export function openForReading(path: string, busyTimeoutMs: number): SqliteDatabase {
  const database = openSqlite(path, { readOnly: true, busyTimeoutMs });
  try {
    database.prepare("PRAGMA schema_version").get();
    return database;
  } catch (error) {
    database.close();
    const mayNotWrite = ["READONLY", "CANTOPEN"].includes(sqliteCodeOf(error) ?? "");
    const logSizeBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (!mayNotWrite || logSizeBytes > 0) throw error;
  }
  return openCopy(path);
}

/** Opens a copy among the temporary files, which goes at once where an open file can be deleted, else when it is closed. */
function openCopy(path: string): SqliteDatabase {
  const folder = mkdtempSync(join(tmpdir(), "kinodex-catalog-"));
  const discard = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, "catalog.sqlite");
    copyFileSync(path, copy);
    chmodSync(copy, 0o600);
    clearLogMark(copy);
    const database = openSqlite(copy, { readOnly: true });
    if (process.platform !== "win32") discard();
    const close = () => {
      database.close();
      discard();
    };
    return { ...database, close };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Sets the two version bytes of SQLite's header to "no log": what lies alone needs none. */
function clearLogMark(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    writeSync(descriptor, Buffer.of(1, 1), 0, 2, 18);
  } finally {
    closeSync(descriptor);
  }
}
