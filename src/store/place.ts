import type { CatalogPlace } from "./catalog/catalog.js";
import { catalogs } from "./catalog/registry.js";
import type { CreateLeaseGuard } from "./catalog/sqlite/sqlitePlace.js";

/** The place for the catalog of an index in a folder. */
export function placeOf(directory: string, createLeaseGuard?: CreateLeaseGuard): CatalogPlace {
  return catalogs.create({ name: "sqlite" }, directory, createLeaseGuard);
}
