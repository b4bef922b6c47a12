import { resolve } from "node:path";
import { KinodexError } from "../../../core/errors.js";
import type { CatalogFile } from "./catalogFile.js";
import type { VideoRecord } from "../records.js";
import { selectVideos, toRecord, type VideoRow } from "./videoRow.js";

/** Reads what is known of videos, without their vectors. */
export interface VideoRecords {
  /** In the order in which they came. */
  all(): VideoRecord[];
  withId(videoId: string): VideoRecord | undefined;
  withIds(videoIds: readonly string[]): VideoRecord[];
  /**
   * By an id, the start of one, or a path.
   *
   * @throws {KinodexError} `usage` when several ids begin so
   */
  find(idOrPath: string): VideoRecord | undefined;
}

/** Opens the part of the reader that knows videos. */
export function createVideoRecords({ database }: CatalogFile): VideoRecords {
  const sql = {
    all: database.prepare(`${selectVideos} ORDER BY v.rowid`),
    byId: database.prepare(`${selectVideos} WHERE v.video_id = ?`),
    byIds: database.prepare(`${selectVideos} WHERE v.video_id IN (SELECT value FROM json_each(?))`),
    byPrefix: database.prepare(`${selectVideos} WHERE v.video_id >= @prefix AND v.video_id < @prefix || 'g'`),
    byPath: database.prepare(`${selectVideos} WHERE v.video_id = (SELECT video_id FROM paths WHERE path = ?)`),
  };

  const findRow = (idOrPath: string): VideoRow | undefined => {
    const exact = (sql.byId.get(idOrPath) ?? sql.byPath.get(resolve(idOrPath))) as VideoRow | undefined;
    if (exact || !/^[0-9a-f]{8,63}$/.test(idOrPath)) return exact;
    const matches = sql.byPrefix.all({ prefix: idOrPath }) as VideoRow[];
    if (matches.length <= 1) return matches[0];
    throw new KinodexError(
      "usage",
      `${matches.length} videos have an id that begins with ${idOrPath}: give more of it.`,
      { idOrPath, videoIds: matches.map((row) => row.video_id) },
    );
  };

  const toOptional = (row: unknown) => (row === undefined ? undefined : toRecord(row as VideoRow));

  return {
    all: () => (sql.all.all() as VideoRow[]).map(toRecord),
    withId: (videoId) => toOptional(sql.byId.get(videoId)),
    withIds: (videoIds) => (sql.byIds.all(JSON.stringify(videoIds)) as VideoRow[]).map(toRecord),
    find: (idOrPath) => toOptional(findRow(idOrPath)),
  };
}
