import type { Embedding } from "../../../core/vectors.js";
import type { VectorKind } from "../vectorBlock.js";
import { checksumOf, toBytes, toFloat64 } from "./blockRow.js";
import type { CatalogFile } from "./catalogFile.js";

/** Changes the vectors of videos, and logs it; part of the transactions of others. */
export interface BlockWriter {
  /** Adds vectors as one block; none where there are none. */
  append(
    kind: VectorKind,
    videoId: string,
    rows: readonly { readonly embedding: Embedding; readonly times: readonly number[] }[],
  ): void;
  drop(videoId: string): void;
  /** Time of the last frame of a video; undefined without one. */
  lastFrameSeconds(videoId: string): number | undefined;
}

export function createBlockWriter({ database, model }: CatalogFile): BlockWriter {
  const sql = {
    nextId: database
      .prepare(
        "SELECT first_id + count FROM operations WHERE kind = ? AND action = 'add' ORDER BY sequence DESC LIMIT 1",
      )
      .pluck(),
    lastTime: database
      .prepare("SELECT substr(times, -8) FROM blocks WHERE video_id = ? AND kind = 'frames' ORDER BY first_id DESC")
      .pluck(),
    insert: database.prepare(
      `INSERT INTO blocks (kind, first_id, count, video_id, checksum, times, vectors)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    logAddition: database.prepare("INSERT INTO operations (action, kind, first_id, count) VALUES ('add', ?, ?, ?)"),
    logRemovals: database.prepare(
      `INSERT INTO operations (action, kind, first_id, count)
       SELECT 'remove', kind, first_id, count FROM blocks WHERE video_id = ?`,
    ),
    drop: database.prepare("DELETE FROM blocks WHERE video_id = ?"),
  };
  return {
    append(kind, videoId, rows) {
      if (rows.length === 0) return;
      const firstId = (sql.nextId.get(kind) as number | undefined) ?? 0;
      const times = new Float64Array(rows.flatMap((row) => row.times));
      const vectors = new Float32Array(rows.length * model.dimension);
      for (const [n, row] of rows.entries()) vectors.set(row.embedding, n * model.dimension);
      const [timeBytes, vectorBytes] = [toBytes(times), toBytes(vectors)];
      const checksum = checksumOf(timeBytes, vectorBytes);
      sql.insert.run(kind, firstId, rows.length, videoId, checksum, timeBytes, vectorBytes);
      sql.logAddition.run(kind, firstId, rows.length);
    },

    drop(videoId) {
      sql.logRemovals.run(videoId);
      sql.drop.run(videoId);
    },

    lastFrameSeconds(videoId) {
      const bytes = sql.lastTime.get(videoId) as Uint8Array | undefined;
      return bytes && toFloat64(bytes)[0];
    },
  };
}
