import { randomUUID } from "node:crypto";
import { KinodexError } from "../../core/errors.js";
import { withIndexErrors } from "../../core/indexErrors.js";
import type { SqliteDatabase } from "../../core/sqlite.js";
import { maxSearches, type SavedSearch, type SavedSearches } from "../collections.js";

/** The saved searches of an open file. */
export function createSavedSearches(database: SqliteDatabase, path: string): SavedSearches {
  const select = "SELECT search_id AS searchId, name, search, created_at AS createdAt FROM searches";
  const sql = {
    all: database.prepare(`${select} ORDER BY name COLLATE NOCASE, search_id`),
    byId: database.prepare(`${select} WHERE search_id = ?`),
    count: database.prepare("SELECT count(*) FROM searches").pluck(),
    insert: database.prepare("INSERT INTO searches (search_id, name, search) VALUES (?, ?, ?)"),
    rename: database.prepare("UPDATE searches SET name = ? WHERE search_id = ?"),
    delete: database.prepare("DELETE FROM searches WHERE search_id = ?"),
  };
  const find = (searchId: string): SavedSearch | undefined => {
    const row = sql.byId.get(searchId) as SearchRow | undefined;
    return row && toSearch(row);
  };
  const require = (searchId: string): SavedSearch => {
    const known = find(searchId);
    if (known) return known;
    throw new KinodexError("not-found", `There is no saved search ${searchId}.`, { searchId });
  };
  const create = database.transaction((name: string, search: unknown): SavedSearch => {
    if ((sql.count.get() as number) >= maxSearches)
      throw new KinodexError("usage", `There are ${maxSearches} saved searches already: remove one first.`);
    const searchId = randomUUID();
    sql.insert.run(searchId, name, JSON.stringify(search));
    return require(searchId);
  });
  const rename = database.transaction((searchId: string, name: string): SavedSearch => {
    sql.rename.run(name, searchId);
    return require(searchId);
  });
  return {
    list: async () => withIndexErrors(path, () => (sql.all.all() as SearchRow[]).map(toSearch)),
    find: async (searchId) => withIndexErrors(path, () => find(searchId)),
    create: async (name, search) => withIndexErrors(path, () => create(name, search)),
    rename: async (searchId, name) => withIndexErrors(path, () => rename(searchId, name)),
    remove: async (searchId) => withIndexErrors(path, () => sql.delete.run(searchId).changes > 0),
  };
}

interface SearchRow extends Omit<SavedSearch, "search"> {
  /** JSON */
  readonly search: string;
}

function toSearch({ search, ...row }: SearchRow): SavedSearch {
  return { ...row, search: JSON.parse(search) as unknown };
}
