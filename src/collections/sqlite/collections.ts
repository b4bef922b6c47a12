import { randomUUID } from "node:crypto";
import { KinodexError } from "../../core/errors.js";
import { withIndexErrors } from "../../core/indexErrors.js";
import type { SqliteDatabase } from "../../core/sqlite.js";
import {
  maxCollections,
  maxMoments,
  type Collection,
  type CollectionContents,
  type Collections,
  type KeptMoment,
  type NewKeptMoment,
} from "../collections.js";

/** The collections of an open file. */
export function createCollections(database: SqliteDatabase, path: string): Collections {
  const sql = prepare(database);

  const require = (collectionId: string): Collection => {
    const known = sql.byId.get(collectionId) as Collection | undefined;
    if (known) return known;
    throw new KinodexError("not-found", `There is no collection ${collectionId}.`, { collectionId });
  };
  const contentsOf = (collectionId: string): CollectionContents => ({
    ...require(collectionId),
    moments: (sql.moments.all(collectionId) as MomentRow[]).map(toMoment),
  });
  const find = (collectionId: string) =>
    database.read(() => (sql.byId.get(collectionId) ? contentsOf(collectionId) : undefined));

  const create = database.transaction((name: string): Collection => {
    if ((sql.count.get() as number) >= maxCollections)
      throw new KinodexError("usage", `There are ${maxCollections} collections already: remove one first.`);
    const collectionId = randomUUID();
    sql.insert.run(collectionId, name);
    return require(collectionId);
  });
  const rename = database.transaction((collectionId: string, name: string): Collection => {
    require(collectionId);
    sql.rename.run(name, collectionId);
    return require(collectionId);
  });

  const add = database.transaction((collectionId: string, moments: readonly NewKeptMoment[]): CollectionContents => {
    const { momentCount } = require(collectionId);
    if (momentCount + moments.length > maxMoments)
      throw new KinodexError("usage", `A collection has at most ${maxMoments} moments: begin another one.`);
    for (const moment of moments) sql.insertMoment.run({ collectionId, ...toRow(moment) });
    sql.touch.run(collectionId);
    return contentsOf(collectionId);
  });
  const order = database.transaction((collectionId: string, momentIds: readonly string[]): CollectionContents => {
    const { moments } = contentsOf(collectionId);
    const present = new Set(moments.map(({ momentId }) => momentId));
    const asked = new Set(momentIds);
    if (asked.size !== momentIds.length || asked.size !== present.size || momentIds.some((id) => !present.has(id)))
      throw new KinodexError(
        "usage",
        "An order names each moment of the collection once: read it again, it may have changed meanwhile.",
        { collectionId },
      );
    for (const [position, momentId] of momentIds.entries()) sql.place.run(position, momentId);
    sql.touch.run(collectionId);
    return contentsOf(collectionId);
  });
  const removeMoment = database.transaction((collectionId: string, momentId: string): CollectionContents => {
    require(collectionId);
    if (sql.deleteMoment.run(collectionId, momentId).changes === 0)
      throw new KinodexError("not-found", `The collection has no moment ${momentId}.`, { collectionId, momentId });
    sql.touch.run(collectionId);
    return contentsOf(collectionId);
  });

  const promised =
    <Values extends unknown[], Result>(call: (...values: Values) => Result) =>
    async (...values: Values): Promise<Result> =>
      withIndexErrors(path, () => call(...values));
  return {
    list: promised(() => sql.all.all() as Collection[]),
    find: promised(find),
    create: promised(create),
    rename: promised(rename),
    remove: promised((collectionId: string) => sql.delete.run(collectionId).changes > 0),
    moments: { add: promised(add), order: promised(order), remove: promised(removeMoment) },
  };
}

function prepare(database: SqliteDatabase) {
  const select = `SELECT collection_id AS collectionId, name,
      (SELECT count(*) FROM moments m WHERE m.collection_id = c.collection_id) AS momentCount,
      created_at AS createdAt, updated_at AS updatedAt FROM collections c`;
  const updated = "updated_at = strftime('%Y-%m-%dT%H:%M:%fZ')";
  return {
    all: database.prepare(`${select} ORDER BY name COLLATE NOCASE, collection_id`),
    byId: database.prepare(`${select} WHERE collection_id = ?`),
    count: database.prepare("SELECT count(*) FROM collections").pluck(),
    insert: database.prepare("INSERT INTO collections (collection_id, name) VALUES (?, ?)"),
    rename: database.prepare(`UPDATE collections SET name = ?, ${updated} WHERE collection_id = ?`),
    touch: database.prepare(`UPDATE collections SET ${updated} WHERE collection_id = ?`),
    delete: database.prepare("DELETE FROM collections WHERE collection_id = ?"),
    moments: database.prepare("SELECT * FROM moments WHERE collection_id = ? ORDER BY position, rowid"),
    insertMoment: database.prepare(
      `INSERT INTO moments (moment_id, collection_id, position, video_id, path, start_seconds, end_seconds,
         keyframe_seconds, similarity, confidence, sources, note)
       VALUES (@momentId, @collectionId,
         (SELECT coalesce(max(position) + 1, 0) FROM moments WHERE collection_id = @collectionId), @videoId, @path,
         @startSeconds, @endSeconds, @keyframeSeconds, @similarity, @confidence, @sources, @note)`,
    ),
    place: database.prepare("UPDATE moments SET position = ? WHERE moment_id = ?"),
    deleteMoment: database.prepare("DELETE FROM moments WHERE collection_id = ? AND moment_id = ?"),
  };
}

interface MomentRow {
  readonly moment_id: string;
  readonly video_id: string;
  readonly path: string;
  readonly start_seconds: number;
  readonly end_seconds: number;
  readonly keyframe_seconds: number;
  readonly similarity: number;
  readonly confidence: number;
  readonly sources: string;
  readonly note: string;
}

function toRow(moment: NewKeptMoment) {
  const { videoId, path, startSeconds, endSeconds, keyframeSeconds, similarity, confidence, sources, note } = moment;
  const times = { startSeconds, endSeconds, keyframeSeconds };
  return {
    momentId: randomUUID(),
    videoId,
    path,
    ...times,
    similarity,
    confidence,
    sources: JSON.stringify(sources),
    note,
  };
}

function toMoment(row: MomentRow): KeptMoment {
  return {
    momentId: row.moment_id,
    videoId: row.video_id,
    path: row.path,
    startSeconds: row.start_seconds,
    endSeconds: row.end_seconds,
    keyframeSeconds: row.keyframe_seconds,
    similarity: row.similarity,
    confidence: row.confidence,
    sources: JSON.parse(row.sources) as string[],
    note: row.note,
  };
}
