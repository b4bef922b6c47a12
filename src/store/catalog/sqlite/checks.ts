import { toMessage } from "../../../core/errors.js";
import type { CatalogCheck } from "../catalog.js";
import { vectorKinds, type VectorKind } from "../vectorBlock.js";
import { toIndexError } from "../../../core/indexErrors.js";
import type { CatalogFile } from "./catalogFile.js";

/** Looks at a catalog's pages and references, at what words find, and at its log. */
export function* checkCatalog(catalog: CatalogFile, deep: boolean): Iterable<CatalogCheck> {
  yield check("catalog", () => checkPages(catalog, deep));
  yield check("references", () => checkReferences(catalog));
  yield check("segments", () => checkSegments(catalog));
  for (const kind of vectorKinds) yield check(`${kind} log`, () => checkLog(catalog, kind));
}

function check(name: string, work: () => string): CatalogCheck {
  try {
    return { name, ok: true, detail: work() };
  } catch (error) {
    return { name, ok: false, detail: toMessage(error) };
  }
}

function checkPages({ database, path }: CatalogFile, deep: boolean): string {
  const name = deep ? "integrity_check" : "quick_check";
  try {
    const texts = database.prepare(`PRAGMA ${name}`).pluck().all();
    if (texts[0] !== "ok") throw new Error(`${path}: ${texts.slice(0, 5).join("; ")}`);
    return `${name} found nothing`;
  } catch (error) {
    throw toIndexError(path, error);
  }
}

function checkReferences({ database, path }: CatalogFile): string {
  const broken = database.prepare("PRAGMA foreign_key_check").all() as { table: string; parent: string }[];
  if (broken.length > 0)
    throw new Error(`${path}: ${broken.length} rows of ${broken[0]?.table} speak of missing ${broken[0]?.parent}`);
  return "every row has its video";
}

/** The index of words must know exactly the segments that are there; what it knows of each, SQLite's own check reads. */
function checkSegments({ database }: CatalogFile): string {
  const { total, difference } = database
    .prepare(
      `SELECT (SELECT count(*) FROM segments) AS total,
         (SELECT count(*) FROM (SELECT segment_id FROM segments EXCEPT SELECT id FROM segment_words_docsize))
       + (SELECT count(*) FROM (SELECT id FROM segment_words_docsize EXCEPT SELECT segment_id FROM segments)) AS difference`,
    )
    .get() as { readonly total: number; readonly difference: number };
  if (difference > 0)
    throw new Error(`${difference} segments are stored but their words cannot be searched, or the reverse`);
  return `${total} segment${total === 1 ? "" : "s"}, and the words of each can be searched`;
}

/** What was added and not removed since must be what is there. */
function checkLog({ database }: CatalogFile, kind: VectorKind): string {
  const difference = database
    .prepare(
      `WITH live AS (
         SELECT first_id, count FROM operations WHERE kind = @kind AND action = 'add'
         EXCEPT SELECT first_id, count FROM operations WHERE kind = @kind AND action = 'remove'),
       stored AS (SELECT first_id, count FROM blocks WHERE kind = @kind)
       SELECT (SELECT count(*) FROM (SELECT * FROM live EXCEPT SELECT * FROM stored))
            + (SELECT count(*) FROM (SELECT * FROM stored EXCEPT SELECT * FROM live))`,
    )
    .pluck()
    .get({ kind }) as number;
  if (difference > 0) throw new Error(`${difference} blocks of ${kind} are stored but not logged, or the reverse`);
  return "the log and the stored blocks agree";
}
