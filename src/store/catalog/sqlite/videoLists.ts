import { sep } from "node:path";
import type { SqliteValue } from "../../../core/sqlite.js";
import type { VideoLists } from "../catalog.js";
import {
  toFoundName,
  type VideoCursor,
  type VideoFilter,
  type VideoFolder,
  type VideoQuery,
  type VideoSortKey,
} from "../videoLists.js";
import type { CatalogFile } from "./catalogFile.js";
import type { Immediate } from "./immediate.js";
import { selectVideos, toRecord, type VideoRow } from "./videoRow.js";

/** Each has an index together with the id. */
const columnOf: Readonly<Record<VideoSortKey, string>> = {
  added: "created_at",
  name: "name_key",
  recorded: "recorded_at",
  duration: "length_seconds",
};

/** What {@link toValues} binds. What is not asked for is NULL, and lets all pass. */
const passesFilter = `(@videoIds IS NULL OR v.video_id IN (SELECT value FROM json_each(@videoIds)))
  AND (@folders IS NULL OR v.video_id IN (
    SELECT p.video_id FROM json_each(@folders) f JOIN paths p
      ON p.folder = f.value ->> 'folder' OR (p.folder >= f.value ->> 'from' AND p.folder < f.value ->> 'to')))
  AND (@words IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(@words) WHERE instr(v.name, value) = 0))
  AND (@recordedFrom IS NULL OR v.recorded_at >= @recordedFrom)
  AND (@recordedBefore IS NULL OR v.recorded_at < @recordedBefore)
  AND (@minDurationSeconds IS NULL OR v.length_seconds >= @minDurationSeconds)
  AND (@maxDurationSeconds IS NULL OR v.length_seconds <= @maxDurationSeconds)`;

/** Opens the part of the reader that lists videos. */
export function createVideoLists({ database }: CatalogFile): Immediate<VideoLists> {
  const preparePage = (sortBy: VideoSortKey, descending: boolean, isFirst: boolean) => {
    const column = `v.${columnOf[sortBy]}`;
    const after = isFirst ? "" : `AND (${column}, v.video_id) ${descending ? "<" : ">"} (@afterKey, @afterId)`;
    const order = descending ? "DESC" : "ASC";
    return database.prepare(
      `${selectVideos} WHERE ${passesFilter} ${after} ORDER BY ${column} ${order}, v.video_id ${order} LIMIT @count`,
    );
  };
  const pages = new Map<string, ReturnType<typeof preparePage>>();
  const pageOf = (sortBy: VideoSortKey, descending: boolean, isFirst: boolean) => {
    const key = `${sortBy} ${descending} ${isFirst}`;
    const known = pages.get(key) ?? preparePage(sortBy, descending, isFirst);
    pages.set(key, known);
    return known;
  };
  const sql = {
    total: database.prepare(`SELECT count(*) FROM videos v WHERE ${passesFilter}`).pluck(),
    ids: database.prepare(`SELECT v.video_id FROM videos v WHERE ${passesFilter}`).pluck(),
    folders: database.prepare(
      "SELECT folder, count(DISTINCT video_id) AS videoCount FROM paths GROUP BY folder ORDER BY folder",
    ),
  };
  const listVideos = ({ filter = {}, sortBy = "added", descending = false, after, limit }: VideoQuery) =>
    database.read(() => {
      const values = toValues(filter);
      const place = after && { afterKey: after.key, afterId: after.videoId };
      const rows = pageOf(sortBy, descending, !after).all({ ...values, ...place, count: limit + 1 }) as VideoRow[];
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        videos: rows.slice(0, limit).map(toRecord),
        total: sql.total.get(values) as number,
        ...(last && { next: toCursor(last, sortBy) }),
      };
    });
  return {
    listVideos,
    videoIdsOf: (filter) => sql.ids.all(toValues(filter)) as string[],
    folders: () => sql.folders.all() as VideoFolder[],
  };
}

function toCursor(row: VideoRow, sortBy: VideoSortKey): VideoCursor {
  const keys = { added: row.created_at, name: row.name_key, recorded: row.recorded_at, duration: row.length_seconds };
  return { key: keys[sortBy], videoId: row.video_id };
}

function toValues(filter: VideoFilter): Record<string, SqliteValue> {
  const { videoIds, folders, name, recordedFrom, recordedBefore, minDurationSeconds, maxDurationSeconds } = filter;
  const words = name === undefined ? [] : toFoundName(name).split(/\s+/).filter(Boolean);
  return {
    videoIds: videoIds ? JSON.stringify(videoIds) : null,
    folders: folders ? JSON.stringify(folders.map(toFolderRange)) : null,
    words: words.length > 0 ? JSON.stringify(words) : null,
    recordedFrom: recordedFrom ?? null,
    recordedBefore: recordedBefore ?? null,
    minDurationSeconds: minDurationSeconds ?? null,
    maxDurationSeconds: maxDurationSeconds ?? null,
  };
}

/** A folder, and the range in which the paths of all folders in it lie: what follows the separator ends it. */
function toFolderRange(folder: string): { readonly folder: string; readonly from: string; readonly to: string } {
  const from = folder.endsWith(sep) ? folder : `${folder}${sep}`;
  return { folder, from, to: `${from.slice(0, -1)}${String.fromCharCode(sep.charCodeAt(0) + 1)}` };
}
