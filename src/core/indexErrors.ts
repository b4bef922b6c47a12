import { KinodexError, toMessage } from "./errors.js";
import { sqliteCodeOf, type SqliteCode } from "./sqlite.js";

/** What was uploaded lies in the folder too, and may lie nowhere else. */
export const remedy =
  "Restore a copy of the index, or index into a new folder with --index. Keep this folder: uploaded videos lie in it.";

/** The error for a SQLite file of an index that is not whole. */
export function damaged(path: string, finding: string, cause?: unknown): KinodexError {
  return new KinodexError(
    "index-damaged",
    `${path} is damaged: ${finding}. Nothing was changed. ${remedy}`,
    { path, finding },
    cause,
  );
}

/** Runs `work`, turning what SQLite throws into errors that say what to do. */
export function withIndexErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toIndexError(path, error);
  }
}

/** What to throw for something thrown while the SQLite file of an index at `path` was used. */
export function toIndexError(path: string, error: unknown): unknown {
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
