import { existsSync } from "node:fs";
import { KinodexError } from "../../../core/errors.js";
import type { LeaseGuard } from "../../../core/jobLease.js";
import { makeFolder } from "../../../core/makeFolder.js";
import type { SqliteDatabase } from "../../../core/sqlite.js";
import type { Catalog, CatalogPlace, CatalogReader, CatalogWriter } from "../catalog.js";
import { withIndexErrors } from "../../../core/indexErrors.js";
import { catalogPathOf, createCatalogFile, openCatalogFile, type CatalogFile } from "./catalogFile.js";
import { checkCatalog } from "./checks.js";
import { toPromises } from "./immediate.js";
import { createReader } from "./reader.js";
import { blocksOf, createVectorLog } from "./vectors.js";
import { createWrite } from "./write.js";
import { createWriter } from "./writer.js";
import { acquireWriterLock } from "./writerLock.js";

/**
 * Makes what checks leases, over the connection that writes the catalog: the jobs lie in the same file, so that a job's
 * end and what it wrote are one transaction.
 */
export type CreateLeaseGuard = (database: SqliteDatabase) => LeaseGuard;

/** A folder for a catalog in a SQLite file; `index/FORMAT.md` says what lies in it. */
export function createSqlitePlace(directory: string, createLeaseGuard?: CreateLeaseGuard): CatalogPlace {
  const path = catalogPathOf(directory);
  const requireCatalog = (): void => {
    if (!existsSync(path))
      throw new KinodexError(
        "not-found",
        `There is no index in ${directory}. Make one: \`kinodex index PATH\`, with the same --index if you gave one.`,
        { directory },
      );
  };
  return {
    exists: async () => existsSync(path),

    async openForReading({ model }) {
      requireCatalog();
      return toCatalog(openCatalogFile(directory, "read", model), () => {});
    },

    async openForWriting({ model, create = false }) {
      if (!create) requireCatalog();
      makeFolder(directory);
      const releaseLock = acquireWriterLock(directory);
      try {
        if (!existsSync(path)) {
          if (!model)
            throw new KinodexError("usage", `A model is needed to make the index ${directory}.`, { directory });
          withIndexErrors(path, () => createCatalogFile(directory, model));
        }
        const file = openCatalogFile(directory, "write", model);
        const write = createWrite(file, createLeaseGuard?.(file.database));
        return {
          ...toCatalog(file, releaseLock),
          ...toPromises<CatalogWriter>(path, createWriter(file, write)),
        };
      } catch (error) {
        releaseLock();
        throw error;
      }
    },
  };
}

function toCatalog(file: CatalogFile, onClosed: () => void): Catalog {
  const { path, database, indexId, model } = file;
  return {
    ...toPromises<Omit<CatalogReader, "blocksOf">>(path, createReader(file)),
    identity: { indexId, model, place: path },
    log: createVectorLog(file),

    async *blocksOf(kind, videoIds) {
      yield* blocksOf(file, kind, videoIds);
    },

    async *check(deep) {
      yield* checkCatalog(file, deep);
    },

    async [Symbol.asyncDispose]() {
      database.close();
      onClosed();
    },
  };
}
