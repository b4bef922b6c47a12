import { join } from "node:path";
import { KinodexError } from "../../../core/errors.js";
import { openSqlite, sqliteCodeOf } from "../../../core/sqlite.js";
import { withIndexErrors } from "../../../core/indexErrors.js";

/**
 * Makes this process the one writer of an index until the returned function is called or the process ends.
 *
 * The lock is the exclusive lock of a SQLite transaction on a file of its own: the operating system lets it go with the
 * process, so a crash leaves nothing to clean up.
 *
 * @throws {KinodexError} `environment` when another process writes
 */
export function acquireWriterLock(directory: string): () => void {
  const path = join(directory, "writer.lock");
  return withIndexErrors(path, () => {
    const database = openSqlite(path);
    try {
      database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      database.close();
      if (sqliteCodeOf(error) === "BUSY")
        throw new KinodexError(
          "environment",
          `Another process is writing to the index ${directory}. Wait until it has finished, or stop it; searching works meanwhile.`,
          { directory },
          error,
        );
      throw error;
    }
    return () => database.close();
  });
}
