import { setImmediate as nextTurn } from "node:timers/promises";
import type { Operation, VectorLog } from "../vectorLog.js";
import { timesPerVector, type BlockPlace, type VectorBlock, type VectorKind } from "../vectorBlock.js";
import { toBlock, toFloat64, type BlockRow } from "./blockRow.js";
import { withIndexErrors } from "../../../core/indexErrors.js";
import type { CatalogFile } from "./catalogFile.js";
import { toPromises } from "./immediate.js";

/** Operations, and blocks, read at a time: with usual chunks about 10 MB of vectors. */
const batchSize = 128;
const blocksAtOnce = 32;

/** Opens the log of a catalog. */
export function createVectorLog(catalog: CatalogFile): VectorLog {
  const { database, path } = catalog;
  const sql = {
    newest: database.prepare("SELECT coalesce(max(sequence), 0) FROM operations").pluck(),
    count: database.prepare("SELECT coalesce(sum(count), 0) FROM blocks WHERE kind = ?").pluck(),
    countOfVideos: database
      .prepare(
        "SELECT coalesce(sum(count), 0) FROM blocks WHERE kind = ? AND video_id IN (SELECT value FROM json_each(?))",
      )
      .pluck(),
    changed: database.prepare("SELECT coalesce(sum(count), 0) FROM operations WHERE kind = ? AND sequence > ?").pluck(),
    places: database.prepare(
      "SELECT first_id, count, video_id, times FROM blocks WHERE kind = ? AND first_id < ? ORDER BY first_id",
    ),
  };
  return {
    ...toPromises<Omit<VectorLog, "operations">>(path, {
      lastSequence: () => sql.newest.get() as number,
      countOf: (kind, videoIds) =>
        (videoIds ? sql.countOfVideos.get(kind, JSON.stringify(videoIds)) : sql.count.get(kind)) as number,
      countChangedSince: (kind, sequence) => sql.changed.get(kind, sequence) as number,
      placesOf: (kind, beforeId) => (sql.places.all(kind, beforeId) as BlockRow[]).map(toPlace),
    }),
    operations: (kind, after, through) => operationsOf(catalog, kind, after, through),
  };
}

async function* operationsOf(
  { database, model, path }: CatalogFile,
  kind: VectorKind,
  after: number,
  through: number,
): AsyncIterable<Operation> {
  const next = database.prepare(
    `SELECT o.sequence, o.action, o.first_id, o.count, b.video_id, b.times, b.vectors, b.checksum
     FROM operations o LEFT JOIN blocks b ON o.action = 'add' AND b.kind = o.kind AND b.first_id = o.first_id
     WHERE o.kind = ? AND o.sequence > ? AND o.sequence <= ? ORDER BY o.sequence LIMIT ${batchSize}`,
  );
  for (let from = after; ;) {
    const rows = withIndexErrors(path, () => next.all(kind, from, through)) as OperationRow[];
    for (const row of rows) {
      const { sequence, action, first_id: firstId, count } = row;
      const block = row.vectors === null ? undefined : toBlock(kind, row as BlockRow, model.dimension, path);
      yield { sequence, action, firstId, count, block };
    }
    if (rows.length < batchSize) return;
    from = (rows.at(-1) as OperationRow).sequence;
    await nextTurn(); // reading a large index takes a second
  }
}

interface OperationRow extends Omit<BlockRow, "vectors"> {
  readonly sequence: number;
  readonly action: "add" | "remove";
  /** Null where what was added has gone since. */
  readonly vectors: Uint8Array | null;
}

function toPlace({ first_id, count, video_id, times }: BlockRow): BlockPlace {
  return { firstId: first_id, count, videoId: video_id, times: toFloat64(times) };
}

/** The vectors of a kind in blocks, a few in memory at a time: all of them by rising id, or those of some videos. */
export function* blocksOf(
  { database, model, path }: CatalogFile,
  kind: VectorKind,
  videoIds?: readonly string[],
): Iterable<VectorBlock> {
  const among = videoIds ? "AND video_id IN (SELECT value FROM json_each(?))" : "";
  const next = database.prepare(
    `SELECT first_id, count, video_id, times, vectors, checksum FROM blocks
     WHERE kind = ? AND first_id > ? ${among} ORDER BY first_id LIMIT ${blocksAtOnce}`,
  );
  for (let after = -1; ;) {
    const values = videoIds ? [kind, after, JSON.stringify(videoIds)] : [kind, after];
    const rows = withIndexErrors(path, () => next.all(...values)) as BlockRow[];
    for (const row of rows) yield toBlock(kind, row, model.dimension, path);
    if (rows.length < blocksAtOnce) return;
    after = (rows.at(-1) as BlockRow).first_id;
  }
}

/** All vectors of one video in the order in which they were stored. */
export interface VideoVectors {
  /** `[vectors, timesPerVector]` */
  readonly times: Float64Array;
  /** `[vectors, dimension]` */
  readonly embeddings: Float32Array;
}

/** Opens what reads one kind of a video's vectors. */
export function createVectorsReader({ database, model, path }: CatalogFile) {
  const ofVideo = database.prepare(
    `SELECT first_id, count, video_id, times, vectors, checksum FROM blocks
     WHERE video_id = ? AND kind = ? ORDER BY first_id`,
  );
  return (kind: VectorKind, videoId: string): VideoVectors => {
    const rows = ofVideo.all(videoId, kind) as BlockRow[];
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    const times = new Float64Array(count * timesPerVector[kind]);
    const embeddings = new Float32Array(count * model.dimension);
    let filled = 0;
    for (const row of rows) {
      const block = toBlock(kind, row, model.dimension, path);
      times.set(block.times, filled * timesPerVector[kind]);
      embeddings.set(block.vectors, filled * model.dimension);
      filled += block.count;
    }
    return { times, embeddings };
  };
}
