import { openSqlite, sqliteCodeOf } from "./sqlite.js";

/** How long to wait for one that is just looking whether it is alone. */
const busyTimeoutMs = 5_000;

/**
 * Notes that this process uses what lies at `path`'s side, until the returned function is called or the process ends.
 *
 * `whenAlone` runs first where nobody else does, and nobody can begin to meanwhile: what it finds there is nobody's. The
 * notes are locks of a SQLite file, which the operating system lets go with the process: a crash leaves none.
 */
export function notePresence(path: string, whenAlone: () => void): () => void {
  const database = openSqlite(path);
  try {
    if (tryExclusive(database)) {
      whenAlone();
      database.exec("ROLLBACK");
    }
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; BEGIN`);
    database.prepare("SELECT count(*) FROM sqlite_schema").get(); // the shared lock begins with the first read
    return () => database.close();
  } catch (error) {
    database.close();
    throw error;
  }
}

function tryExclusive(database: ReturnType<typeof openSqlite>): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (sqliteCodeOf(error) === "BUSY") return false;
    throw error;
  }
}
