import Database from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { withCatalogErrors } from "../store/catalog.js";

/** Opens the file in an index that holds what the service alone needs: its jobs and keys. */
export function openServiceDatabase(directory: string): Database.Database {
  const path = join(directory, "service.sqlite");
  return withCatalogErrors(path, () => {
    mkdirSync(directory, { recursive: true });
    const database = new Database(path, { timeout: 10_000 });
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    return database;
  });
}
