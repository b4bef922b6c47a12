import {
  timesPerVector,
  toBlock,
  toFloat64,
  type BlockRow,
  type VectorBlock,
  type VectorKind,
} from "../vectorBlock.js";
import { withCatalogErrors, type Catalog } from "./openCatalog.js";

/** One entry of the log that every vector index follows. */
export interface Operation {
  readonly sequence: number;
  readonly action: "add" | "remove";
  readonly firstId: number;
  readonly count: number;
  /** What was added, unless it has been removed since. */
  readonly block: VectorBlock | undefined;
}

/** Operations read at a time: with usual chunks about 10 MB of vectors. */
const batchSize = 128;

/** Number of the newest operation, 0 in an empty index. */
export function lastSequenceOf(catalog: Catalog): number {
  return createSequenceReader(catalog)();
}

/** {@link lastSequenceOf} for those who ask again and again. */
export function createSequenceReader({ database }: Catalog): () => number {
  const newest = database.prepare("SELECT coalesce(max(sequence), 0) FROM operations").pluck();
  return () => newest.get() as number;
}

/** How many vectors of a kind the catalog holds. */
export function countOf({ database }: Catalog, kind: VectorKind): number {
  return database.prepare("SELECT coalesce(sum(count), 0) FROM blocks WHERE kind = ?").pluck().get(kind) as number;
}

/** How many vectors of a kind were added or removed after an operation. */
export function countChangedSince({ database }: Catalog, kind: VectorKind, sequence: number): number {
  return database
    .prepare("SELECT coalesce(sum(count), 0) FROM operations WHERE kind = ? AND sequence > ?")
    .pluck()
    .get(kind, sequence) as number;
}

/** The operations on one kind after `after` and up to `through`, oldest first. */
export function* operationsOf(catalog: Catalog, kind: VectorKind, after: number, through: number): Iterable<Operation> {
  const { database, model, path } = catalog;
  const next = database.prepare(
    `SELECT o.sequence, o.action, o.first_id, o.count, b.video_id, b.times, b.vectors, b.checksum
     FROM operations o LEFT JOIN blocks b ON o.action = 'add' AND b.kind = o.kind AND b.first_id = o.first_id
     WHERE o.kind = ? AND o.sequence > ? AND o.sequence <= ? ORDER BY o.sequence LIMIT ${batchSize}`,
  );
  for (let from = after; ;) {
    const rows = next.all(kind, from, through) as (BlockRow & { sequence: number; action: "add" | "remove" })[];
    for (const row of rows) {
      const { sequence, action, first_id: firstId, count } = row;
      const isThere = (row.vectors as Uint8Array | null) !== null;
      yield {
        sequence,
        action,
        firstId,
        count,
        block: isThere ? toBlock(kind, row, model.dimension, path) : undefined,
      };
    }
    if (rows.length < batchSize) return;
    from = (rows.at(-1) as { sequence: number }).sequence;
  }
}

/** All vectors of a kind in blocks of `[rows, dimension]`, a few in memory at a time. */
export function* blocksOf({ database, model, path }: Catalog, kind: VectorKind): Iterable<VectorBlock> {
  const next = database.prepare(
    `SELECT first_id, count, video_id, times, vectors, checksum FROM blocks
     WHERE kind = ? AND first_id > ? ORDER BY first_id LIMIT 32`,
  );
  for (let after = -1; ;) {
    const rows = withCatalogErrors(path, () => next.all(kind, after) as BlockRow[]);
    for (const row of rows) yield toBlock(kind, row, model.dimension, path);
    if (rows.length === 0) return;
    after = (rows.at(-1) as BlockRow).first_id;
  }
}

/** A block without its vectors. */
export type BlockPlace = Omit<VectorBlock, "vectors">;

/** Where the vectors of a kind lie that have an id below `nextId`, by rising id. */
export function placesOf({ database }: Catalog, kind: VectorKind, nextId: number): BlockPlace[] {
  const rows = database
    .prepare("SELECT first_id, count, video_id, times FROM blocks WHERE kind = ? AND first_id < ? ORDER BY first_id")
    .all(kind, nextId) as BlockRow[];
  return rows.map(({ first_id, count, video_id, times }) => ({
    firstId: first_id,
    count,
    videoId: video_id,
    times: toFloat64(times),
  }));
}

/** The ids of a block. */
export function idsOf({ firstId, count }: { readonly firstId: number; readonly count: number }): number[] {
  return Array.from({ length: count }, (_, n) => firstId + n);
}

/** All vectors of one video in the order in which they were stored. */
export interface VideoVectors {
  readonly ids: Uint32Array;
  /** `[ids.length, timesPerVector]` */
  readonly times: Float64Array;
  /** `[ids.length, dimension]` */
  readonly embeddings: Float32Array;
}

/** Reads one kind of a video's vectors. */
export function vectorsOf({ database, model, path }: Catalog, kind: VectorKind, videoId: string): VideoVectors {
  const rows = database
    .prepare(
      `SELECT first_id, count, video_id, times, vectors, checksum FROM blocks
       WHERE video_id = ? AND kind = ? ORDER BY first_id`,
    )
    .all(videoId, kind) as BlockRow[];
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const ids = new Uint32Array(count);
  const times = new Float64Array(count * timesPerVector[kind]);
  const embeddings = new Float32Array(count * model.dimension);
  let filled = 0;
  for (const row of rows) {
    const block = toBlock(kind, row, model.dimension, path);
    ids.set(idsOf(block), filled);
    times.set(block.times, filled * timesPerVector[kind]);
    embeddings.set(block.vectors, filled * model.dimension);
    filled += block.count;
  }
  return { ids, times, embeddings };
}
