import { z } from "zod";
import { createRegistry, toEntry } from "../../core/registry.js";
import { createSqlitePlace, type CreateLeaseGuard } from "./sqlite/sqlitePlace.js";

/** The kinds of catalogs; what they are built with is their folder, and what checks leases on jobs. */
export const catalogs = createRegistry("catalog", {
  sqlite: toEntry(z.strictObject({}), (_, directory: string, createLeaseGuard?: CreateLeaseGuard) =>
    createSqlitePlace(directory, createLeaseGuard),
  ),
});
