import { randomUUID } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KinodexError } from "../../../core/errors.js";
import type { ModelIdentity } from "../../../core/modelIdentity.js";
import { durablePragmas, openSqlite, type SqliteDatabase } from "../../../core/sqlite.js";
import { syncDirectory } from "../../durableFiles.js";
import { openForReading } from "./openForReading.js";
import { damaged, remedy, withIndexErrors } from "../../../core/indexErrors.js";
import { schema, tables } from "./schema.js";

/** The SQLite file that holds a catalog. */
export interface CatalogFile {
  readonly path: string;
  readonly database: SqliteDatabase;
  readonly indexId: string;
  readonly model: ModelIdentity;
}

/** How long SQLite waits for another process to let go of the catalog, in milliseconds. */
const busyTimeoutMs = 10_000;
/** `KNDX`: marks a SQLite file as ours. */
const applicationId = 0x4b4e4458;
/** The catalog's format; see `index/FORMAT.md`. */
export const formatVersion = 4;

/** Where the catalog of an index lies. */
export function catalogPathOf(directory: string): string {
  return join(directory, "catalog.sqlite");
}

/**
 * Makes an empty catalog in `directory`. It is built under another name and renamed, so that a crash leaves either no
 * catalog or a whole one. The caller holds the writer's lock.
 */
export function createCatalogFile(directory: string, model: ModelIdentity): void {
  const path = catalogPathOf(directory);
  if (existsSync(`${path}-wal`))
    throw new KinodexError("index-damaged", `${path} is missing but its log ${path}-wal is there. ${remedy}`, { path });
  const draft = `${path}.new`;
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${draft}${suffix}`, { force: true });
  const database = openSqlite(draft);
  database.exec("PRAGMA synchronous = FULL");
  database.transaction(() => {
    database.exec(schema);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}`);
    const insert = database.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
    insert.run("index_id", randomUUID());
    insert.run("revision", "0");
    insert.run("model_id", model.id);
    insert.run("model_hash", model.hash);
    insert.run("dimension", String(model.dimension));
  })();
  // The log is kept from the first opening on: a file that is renamed must not have one.
  database.close();
  renameSync(draft, path);
  syncDirectory(directory);
}

/**
 * Opens and checks an existing catalog.
 *
 * A reader checks the small tables, a writer every page.
 *
 * @throws {KinodexError} `index-damaged` for a file that is not a whole catalog and `index-mismatch` for a newer format
 *   or another model than `model`
 */
export function openCatalogFile(directory: string, access: "read" | "write", model?: ModelIdentity): CatalogFile {
  const path = catalogPathOf(directory);
  return withIndexErrors(path, () => {
    const database = access === "read" ? openForReading(path, busyTimeoutMs) : openSqlite(path, { busyTimeoutMs });
    try {
      database.exec("PRAGMA foreign_keys = ON");
      checkFormat(database, path);
      if (access === "write") database.exec(durablePragmas);
      checkPages(database, path, access === "write" ? [""] : ["meta", "videos", "paths", "operations"]);
      const { indexId, model: stored } = readMeta(database, path);
      if (model) checkModel(path, stored, model);
      return { path, database, indexId, model: stored };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function checkFormat(database: SqliteDatabase, path: string): void {
  const pragma = (name: string) => database.prepare(`PRAGMA ${name}`).pluck().get() as number;
  const version = pragma("user_version");
  if (pragma("application_id") !== applicationId) throw damaged(path, "it is not a Kinodex catalog");
  if (version !== formatVersion)
    throw new KinodexError(
      "index-mismatch",
      `${path} has format ${version}; this Kinodex reads format ${formatVersion}. ` +
        (version > formatVersion
          ? "Use the newer Kinodex that made it."
          : "Index the videos into a new folder with --index, and keep this one: uploaded videos lie in it."),
      { path, version, formatVersion },
    );
  const present = new Set(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const missing = tables.filter((table) => !present.has(table));
  if (missing.length > 0) throw damaged(path, `the tables ${missing.join(", ")} are missing`);
}

function checkPages(database: SqliteDatabase, path: string, scopes: readonly string[]): void {
  for (const scope of scopes) {
    const pragma = scope ? `quick_check(${scope})` : "quick_check";
    const finding = database.prepare(`PRAGMA ${pragma}`).pluck().get() as string | undefined;
    if (finding !== "ok") throw damaged(path, finding ?? "quick_check failed");
  }
}

function readMeta(database: SqliteDatabase, path: string): { indexId: string; model: ModelIdentity } {
  const rows = database.prepare("SELECT key, value FROM meta").all() as { key: string; value: string }[];
  const meta = new Map(rows.map(({ key, value }) => [key, value]));
  const [indexId, id, hash] = [meta.get("index_id"), meta.get("model_id"), meta.get("model_hash")];
  const dimension = Number(meta.get("dimension"));
  if (!indexId || !id || !hash || !Number.isInteger(dimension) || dimension < 1)
    throw damaged(path, "it does not say which model it was made with");
  return { indexId, model: { id, hash, dimension } };
}

/** The model of a catalog that was checked when it was opened, or of one that is attached under a name. */
export function readModel(database: SqliteDatabase, schemaName = "main"): ModelIdentity {
  const values = `SELECT key, value FROM ${schemaName}.meta WHERE key IN ('model_id', 'model_hash', 'dimension')`;
  const rows = database.prepare(values).all() as { key: string; value: string }[];
  const meta = new Map(rows.map(({ key, value }) => [key, value]));
  const [id = "", hash = ""] = [meta.get("model_id"), meta.get("model_hash")];
  return { id, hash, dimension: Number(meta.get("dimension")) };
}

/** The model that a catalog had before the present one. */
export function readPreviousModel(database: SqliteDatabase): Pick<ModelIdentity, "id" | "hash"> | undefined {
  const valueOf = database.prepare("SELECT value FROM meta WHERE key = ?").pluck();
  const id = valueOf.get("previous_model_id") as string | undefined;
  const hash = valueOf.get("previous_model_hash") as string | undefined;
  return id === undefined || hash === undefined ? undefined : { id, hash };
}

function checkModel(path: string, stored: ModelIdentity, asked: ModelIdentity): void {
  if (stored.id === asked.id && stored.hash === asked.hash && stored.dimension === asked.dimension) return;
  const name = (model: ModelIdentity) => `${model.id} (${model.hash.slice(0, 12)}, ${model.dimension} dimensions)`;
  throw new KinodexError(
    "index-mismatch",
    `${path} was made with the model ${name(stored)}, and the model in use is ${name(asked)}. ` +
      `Vectors of two models cannot be compared: use \`--model ${stored.id}\` again, or another folder with \`--index\`.`,
    { path, stored, asked },
  );
}
