import { join } from "node:path";
import { durablePragmas, openSqlite, type SqliteDatabase } from "../core/sqlite.js";
import { withIndexErrors } from "../core/indexErrors.js";
import { makeFolder } from "../core/makeFolder.js";

/** Opens the file in an index that holds what the service alone needs: its keys. */
export function openServiceDatabase(directory: string): SqliteDatabase {
  const path = join(directory, "service.sqlite");
  return withIndexErrors(path, () => {
    makeFolder(directory);
    const database = openSqlite(path, { busyTimeoutMs: 10_000 });
    database.exec(durablePragmas);
    return database;
  });
}
