import { accessSync, constants, existsSync } from "node:fs";
import { KinodexError, toMessage } from "./errors.js";
import { loadNative } from "./native.js";

/**
 * For a file in which what was committed must outlive a power cut: a log, synced at each commit; on macOS down to the disk
 * itself.
 */
export const durablePragmas =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON";

/** What SQLite stores. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/** Values of `?` in order, or one object with those of `@name`. */
export type SqliteValues = readonly SqliteValue[] | readonly [Readonly<Record<string, SqliteValue>>];

/** A compiled statement. It goes with its database. */
export interface SqliteStatement {
  run(...values: SqliteValues): { readonly changes: number };
  /** The first row, by the names of its columns; undefined when there is none. */
  get(...values: SqliteValues): unknown;
  all(...values: SqliteValues): unknown[];
  /** Gives the first column of each row instead of the row, from now on. */
  pluck(): SqliteStatement;
  /** Gives whole numbers as `bigint`, from now on; without it one beyond 2^53 throws. */
  bigints(): SqliteStatement;
}

/** An open SQLite file. Its functions throw errors that {@link sqliteCodeOf} knows. */
export interface SqliteDatabase {
  /** Runs statements that give no rows. */
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  /**
   * `work` as one transaction: all of it is stored when the function returns, nothing when it throws. Inside another
   * transaction it becomes a part of that one, which may catch its error and go on.
   */
  transaction<Values extends unknown[], Result>(work: (...values: Values) => Result): (...values: Values) => Result;
  /** `work` over one state of the file, whatever other connections commit meanwhile. It only reads. */
  read<Result>(work: () => Result): Result;
  /** Closes the file, ending a transaction without storing it; calling it again does nothing. */
  close(): void;
}

export interface OpenSqliteOptions {
  /** Neither makes nor changes the file. Default false. */
  readonly readOnly?: boolean;
  /** How long a statement waits for the lock of another connection, in milliseconds. Default 0. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens a SQLite file, or `:memory:`; one that is missing is made, unless `readOnly`.
 *
 * @throws {KinodexError} `environment` for a file that may not be written, unless `readOnly`, and where no SQLite can
 *   be loaded
 */
export function openSqlite(
  path: string,
  { readOnly = false, busyTimeoutMs = 0 }: OpenSqliteOptions = {},
): SqliteDatabase {
  if (!readOnly) checkWritable(path);
  const native = new (loadSqlite().DatabaseSync)(path, { readOnly });
  let isOpen = true;
  let depth = 0;

  const transaction =
    <Values extends unknown[], Result>(work: (...values: Values) => Result) =>
    (...values: Values): Result => {
      const isNested = depth > 0;
      native.exec(isNested ? "SAVEPOINT nested" : "BEGIN IMMEDIATE");
      depth += 1;
      try {
        const result = work(...values);
        native.exec(isNested ? "RELEASE nested" : "COMMIT");
        return result;
      } catch (error) {
        try {
          native.exec(isNested ? "ROLLBACK TO nested; RELEASE nested" : "ROLLBACK");
        } catch {
          // A full disk, for one, has ended the transaction already.
        }
        throw error;
      } finally {
        depth -= 1;
      }
    };

  const read = <Result>(work: () => Result): Result => {
    if (native.isTransaction) return work();
    native.exec("BEGIN");
    try {
      return work();
    } finally {
      native.exec("COMMIT");
    }
  };

  native.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  return {
    exec: (sql) => native.exec(sql),
    prepare: (sql) => toStatement(native.prepare(sql)),
    transaction,
    read,
    close() {
      if (!isOpen) return;
      isOpen = false;
      if (native.isTransaction) native.exec("ROLLBACK");
      if (!readOnly) emptyLog(native);
      native.close();
    },
  };
}

/** SQLite would open the file for reading only, and fail at the first change. */
function checkWritable(path: string): void {
  try {
    if (existsSync(path)) accessSync(path, constants.W_OK);
  } catch (error) {
    const advice = "Check the permissions of the file and its folder.";
    throw new KinodexError("environment", `${path} cannot be written: ${toMessage(error)}. ${advice}`, { path }, error);
  }
}

/**
 * Brings a log that nobody else reads into its file. Closing would do it too, but under @photostructure/sqlite 1 a file
 * that has had statements stays open until they are collected.
 */
function emptyLog(native: NativeDatabase): void {
  try {
    native.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // A full disk, for one: the log is read, and brought in, by whoever opens the file next.
  }
}

function toStatement(native: NativeStatement): SqliteStatement {
  let isPlucked = false;
  const firstColumn = (row: unknown): unknown => (row as readonly unknown[])[0];
  const statement: SqliteStatement = {
    run: (...values) => ({ changes: Number(native.run(...values).changes) }),
    get(...values) {
      const row = native.get(...values);
      return isPlucked && row ? firstColumn(row) : row;
    },
    all(...values) {
      const rows = native.all(...values);
      return isPlucked ? rows.map(firstColumn) : rows;
    },
    pluck() {
      native.setReturnArrays(true);
      isPlucked = true;
      return statement;
    },
    bigints() {
      native.setReadBigInts(true);
      return statement;
    },
  };
  return statement;
}

/** SQLite's primary result codes that somebody acts upon; https://sqlite.org/rescode.html. */
const codeNames = {
  3: "PERM",
  5: "BUSY",
  6: "LOCKED",
  8: "READONLY",
  10: "IOERR",
  11: "CORRUPT",
  13: "FULL",
  14: "CANTOPEN",
  19: "CONSTRAINT",
  23: "AUTH",
  26: "NOTADB",
} as const;

/** The name of a result code without its `SQLITE_`. */
export type SqliteCode = (typeof codeNames)[keyof typeof codeNames] | "ERROR";

/** Which of SQLite's result codes an error stands for; undefined for what SQLite did not throw. */
export function sqliteCodeOf(error: unknown): SqliteCode | undefined {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== "ERR_SQLITE_ERROR") return undefined;
  const primary = ((error as { errcode?: number }).errcode ?? 1) & 0xff;
  return (codeNames as Readonly<Record<number, SqliteCode>>)[primary] ?? "ERROR";
}

// What `node:sqlite` and @photostructure/sqlite have in common, as far as it is used here.
interface NativeStatement {
  run(...values: unknown[]): { readonly changes: number | bigint };
  get(...values: unknown[]): object | undefined;
  all(...values: unknown[]): object[];
  setReadBigInts(enabled: boolean): void;
  setReturnArrays(enabled: boolean): void;
}

interface NativeDatabase {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): NativeStatement;
  close(): void;
}

interface NativeSqlite {
  readonly DatabaseSync: new (path: string, options?: { readonly readOnly?: boolean }) => NativeDatabase;
}

let sqlite: NativeSqlite | undefined;

/**
 * Node's own SQLite; where Node has none (20) or one without full-text search (before 22.16), the same interface from
 * the package @photostructure/sqlite, which carries binaries.
 */
function loadSqlite(): NativeSqlite {
  sqlite ??= loadBuiltin() ?? (loadNative("@photostructure/sqlite") as NativeSqlite);
  return sqlite;
}

function loadBuiltin(): NativeSqlite | undefined {
  const builtin = withoutSqliteWarning(() => process.getBuiltinModule("node:sqlite") as NativeSqlite | undefined);
  if (!builtin) return undefined;
  const database = new builtin.DatabaseSync(":memory:");
  const option = database.prepare("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'").get();
  database.close();
  return option && builtin;
}

/** Node 22 calls its SQLite experimental each time that a process loads it; every other warning is let through. */
function withoutSqliteWarning<T>(load: () => T): T {
  const { emitWarning } = process; // oxlint-disable-line typescript/unbound-method -- it is put back as it was
  const emit = emitWarning.bind(process) as (...values: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith("SQLite is an experimental feature")) emit(warning, ...rest);
  };
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
