import { mkdirSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { withIndexErrors } from "../../../core/indexErrors.js";
import type { ModelIdentity } from "../../../core/modelIdentity.js";
import { durablePragmas } from "../../../core/sqlite.js";
import { syncDirectory } from "../../durableFiles.js";
import { vectorKinds } from "../vectorBlock.js";
import { catalogPathOf, openCatalogFile, readModel, type CatalogFile } from "./catalogFile.js";

/**
 * Copies the catalog of an index into an empty place, durably, as it is at one moment: after a crash the copy is there or it
 * is not.
 */
export async function copyCatalog(directory: string, to: string): Promise<void> {
  const path = catalogPathOf(directory);
  const draft = `${to}.new`;
  for (const left of [draft, to]) rmSync(left, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const file = openCatalogFile(directory, "read");
  try {
    withIndexErrors(path, () => file.database.prepare("VACUUM INTO ?").run(catalogPathOf(draft)));
  } finally {
    file.database.close();
  }
  const copy = await open(catalogPathOf(draft), "r+"); // SQLite does not sync what it writes so
  try {
    await copy.sync();
  } finally {
    await copy.close();
  }
  syncDirectory(draft);
  renameSync(draft, to);
  syncDirectory(dirname(to));
}

/**
 * Puts the vectors that another catalog has of this one's videos in the place of those that are here, with its model, in one
 * transaction: readers see all of it or nothing. Paths, what is said about videos, and jobs stay as they are; a video that
 * the other has not finished keeps them too, and waits to be indexed again, with `lacking` as its problem.
 *
 * The caller holds the writer's lock.
 */
export function exchangeVectors(directory: string, otherDirectory: string, lacking: string): void {
  const path = catalogPathOf(directory);
  const file = openCatalogFile(directory, "write");
  const { database } = file;
  try {
    withIndexErrors(path, () => {
      database.exec(durablePragmas);
      database.prepare("ATTACH ? AS other").run(catalogPathOf(otherDirectory));
      database.transaction(() => exchange(file, lacking))();
      database.exec("DETACH other");
    });
  } finally {
    database.close();
  }
}

/** What is kept of an index, or was measured over its videos, whatever the model. */
const outlivesModel = "(key GLOB 'curve/*' OR key GLOB 'search/*')";
const finished = "(SELECT video_id FROM other.videos WHERE state <> 'indexing')";

function exchange({ database, model }: CatalogFile, lacking: string): void {
  database.exec(`
    INSERT INTO operations (action, kind, first_id, count) SELECT 'remove', kind, first_id, count FROM blocks;
    DELETE FROM blocks;
    DELETE FROM shots;
    DELETE FROM background WHERE NOT ${outlivesModel}`);
  for (const kind of vectorKinds) {
    // Ids are never used again, so that a reader who knows the vectors of before takes none of these for one of them.
    const added = "SELECT max(first_id + count) FROM operations WHERE kind = ? AND action = 'add'";
    const nextId = (database.prepare(added).pluck().get(kind) as number | null) ?? 0;
    database
      .prepare(
        `INSERT INTO blocks (kind, first_id, count, video_id, checksum, times, vectors)
         SELECT kind, first_id + ?, count, video_id, checksum, times, vectors FROM other.blocks
         WHERE kind = ? AND video_id IN ${finished} AND video_id IN (SELECT video_id FROM main.videos) ORDER BY first_id`,
      )
      .run(nextId, kind);
    database
      .prepare(
        `INSERT INTO operations (action, kind, first_id, count)
         SELECT 'add', kind, first_id, count FROM blocks WHERE kind = ? ORDER BY first_id`,
      )
      .run(kind);
  }
  database.exec(`
    INSERT INTO shots SELECT * FROM other.shots
      WHERE video_id IN ${finished} AND video_id IN (SELECT video_id FROM main.videos);
    INSERT INTO background SELECT * FROM other.background WHERE NOT ${outlivesModel};
    UPDATE videos SET state = o.state, duration_seconds = o.duration_seconds, problems = o.problems,
        pipeline_name = o.pipeline_name, pipeline_fingerprint = o.pipeline_fingerprint,
        indexed_through_seconds = o.indexed_through_seconds
      FROM other.videos o WHERE o.video_id = videos.video_id AND o.state <> 'indexing'`);
  database
    .prepare(
      `UPDATE videos SET state = 'indexing', indexed_through_seconds = 0, problems = ? WHERE video_id NOT IN ${finished}`,
    )
    .run(JSON.stringify([lacking]));
  setModel(database, readModel(database, "other"), model);
}

function setModel(database: CatalogFile["database"], now: ModelIdentity, before: ModelIdentity): void {
  const set = database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
  set.run("model_id", now.id);
  set.run("model_hash", now.hash);
  set.run("dimension", String(now.dimension));
  set.run("previous_model_id", before.id);
  set.run("previous_model_hash", before.hash);
  database.exec("UPDATE meta SET value = value + 1 WHERE key = 'revision'");
}
