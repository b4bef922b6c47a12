import { isKinodexError, toMessage } from "../core/errors.js";
import { rowProducts } from "../core/rowProducts.js";
import { vectorFault, vectorKinds, type VectorKind } from "./catalog/vectorBlock.js";
import { openCatalog, toCatalogError, type Catalog } from "./catalog/sqlite/openCatalog.js";
import { hasGraphs, type HnswIndex } from "./vectors/hnswIndex.js";
import { blocksOf, countOf } from "./catalog/sqlite/operations.js";
import { graphThreshold } from "./residentIndex.js";
import { checkSnapshotFile, loadSnapshot, readSnapshotEntry, type SnapshotEntry } from "./snapshots/snapshot.js";

/** One thing that was looked at. */
export interface StoreCheck {
  readonly name: string;
  readonly ok: boolean;
  /** One line: what was found. */
  readonly detail: string;
}

/** What {@link verifyStore} found. */
export interface StoreReport {
  readonly ok: boolean;
  readonly checks: readonly StoreCheck[];
}

/** How many stored vectors a deep check searches for in the graph. */
const sampleSize = 50;
/** Share of true neighbours among the ten nearest that a graph must find. */
const leastRecall = 0.95;

/**
 * Looks at all that is stored: the catalog's pages and references, every vector, the log of operations, the snapshots.
 * With `deep`, also SQLite's full integrity check and the graphs' answers against exact search.
 *
 * Damage is reported, not thrown; throws `not-found` without an index.
 */
export async function verifyStore(
  directory: string,
  { deep = false }: { readonly deep?: boolean } = {},
): Promise<StoreReport> {
  const checks: StoreCheck[] = [];
  const check = async (name: string, work: () => string | Promise<string>): Promise<void> => {
    try {
      checks.push({ name, ok: true, detail: await work() });
    } catch (error) {
      checks.push({ name, ok: false, detail: toMessage(error) });
    }
  };

  let catalog: Catalog;
  try {
    catalog = openCatalog(directory, "read");
  } catch (error) {
    if (!isKinodexError(error, "index-damaged")) throw error;
    return { ok: false, checks: [{ name: "catalog", ok: false, detail: error.message }] };
  }
  try {
    await check("catalog", () => checkPages(catalog, deep));
    await check("references", () => checkReferences(catalog));
    await check("segments", () => checkSegments(catalog));
    for (const kind of vectorKinds) {
      await check(`${kind} vectors`, () => checkVectors(catalog, kind));
      await check(`${kind} log`, () => checkLog(catalog, kind));
      await check(`${kind} snapshot`, () => checkSnapshot(directory, catalog, kind, deep));
    }
  } finally {
    catalog.close();
  }
  return { ok: checks.every(({ ok }) => ok), checks };
}

function checkPages({ database, path }: Catalog, deep: boolean): string {
  const name = deep ? "integrity_check" : "quick_check";
  try {
    const texts = database.prepare(`PRAGMA ${name}`).pluck().all();
    if (texts[0] !== "ok") throw new Error(`${path}: ${texts.slice(0, 5).join("; ")}`);
    return `${name} found nothing`;
  } catch (error) {
    throw toCatalogError(path, error);
  }
}

function checkReferences({ database, path }: Catalog): string {
  const broken = database.prepare("PRAGMA foreign_key_check").all() as { table: string; parent: string }[];
  if (broken.length > 0)
    throw new Error(`${path}: ${broken.length} rows of ${broken[0]?.table} speak of missing ${broken[0]?.parent}`);
  return "every row has its video";
}

/** The index of words must know exactly the segments that are there; what it knows of each, SQLite's own check reads. */
function checkSegments({ database }: Catalog): string {
  const { total, difference } = database
    .prepare(
      `SELECT (SELECT count(*) FROM segments) AS total,
         (SELECT count(*) FROM (SELECT segment_id FROM segments EXCEPT SELECT id FROM segment_words_docsize))
       + (SELECT count(*) FROM (SELECT id FROM segment_words_docsize EXCEPT SELECT segment_id FROM segments)) AS difference`,
    )
    .get() as { readonly total: number; readonly difference: number };
  if (difference > 0)
    throw new Error(`${difference} segments are stored but their words cannot be searched, or the reverse`);
  return `${total} segments, and the words of each can be searched`;
}

function checkVectors(catalog: Catalog, kind: VectorKind): string {
  const { dimension } = catalog.model;
  let count = 0;
  for (const { videoId, vectors } of blocksOf(catalog, kind))
    for (let start = 0; start < vectors.length; start += dimension, count += 1) {
      const fault = vectorFault(vectors.subarray(start, start + dimension), dimension);
      if (fault) throw new Error(`a vector of ${kind} of video ${videoId} is bad: ${fault}`);
    }
  return `${count} vectors are whole, finite and of norm 1`;
}

/** What was added and not removed since must be what is there. */
function checkLog({ database }: Catalog, kind: VectorKind): string {
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

async function checkSnapshot(directory: string, catalog: Catalog, kind: VectorKind, deep: boolean): Promise<string> {
  const total = countOf(catalog, kind);
  try {
    const entry = readSnapshotEntry(directory, kind, catalog);
    if (!entry && total < graphThreshold) return `none needed below ${graphThreshold} ${kind}`;
    const advice = hasGraphs() ? "`kinodex rebuild` makes one" : "`kinodex doctor` says how to have one";
    if (!entry) return `none yet: the ${kind} are searched exactly; ${advice}`;
    await checkSnapshotFile(directory, entry);
    if (deep && hasGraphs()) return await checkGraph(directory, catalog, kind);
    return `${entry.count} ${kind}, checksum as written${hasGraphs() ? "" : "; not used, as hnswlib-node is not built"}`;
  } catch (error) {
    throw new Error(`${toMessage(error)}; run \`kinodex rebuild\``, { cause: error });
  }
}

/** Holds the graph against exact search over the vectors that it was made of. */
async function checkGraph(directory: string, catalog: Catalog, kind: VectorKind): Promise<string> {
  let notice = "";
  const snapshot = await loadSnapshot(directory, kind, catalog, (message) => (notice = message));
  if (!snapshot) throw new Error(notice);
  const { recall, queries } = await measureRecall(catalog, kind, snapshot);
  const percent = (100 * recall).toFixed(1);
  if (recall < leastRecall) throw new Error(`the graph finds ${percent} % of the ten nearest ${kind}`);
  return `${snapshot.entry.count} ${kind}; the graph finds ${percent} % of the ten nearest for ${queries} of them`;
}

async function measureRecall(
  catalog: Catalog,
  kind: VectorKind,
  { index, entry }: { readonly index: HnswIndex; readonly entry: SnapshotEntry },
): Promise<{ recall: number; queries: number }> {
  const { dimension } = catalog.model;
  const queries = sampleVectors(catalog, kind, dimension);
  const nearest = queries.map((): number[] => []);
  for (const { firstId, vectors } of blocksOf(catalog, kind)) {
    if (firstId >= entry.nextId) continue;
    for (const [n, query] of queries.entries()) {
      const best = nearest[n] as number[];
      best.push(...rowProducts(vectors, query));
      best.sort((a, b) => b - a).length = Math.min(best.length, 10);
    }
  }
  let found = 0;
  for (const [n, query] of queries.entries()) {
    const best = nearest[n] as number[];
    const hits = await index.search(query, best.length);
    // Equal similarities may come in any order: a hit counts when it is as near as the last true neighbour.
    found += hits.filter((hit) => hit.similarity >= (best.at(-1) as number) - 1e-5).length / best.length;
  }
  return { recall: found / queries.length, queries: queries.length };
}

function sampleVectors(catalog: Catalog, kind: VectorKind, dimension: number): Float32Array[] {
  const step = Math.max(1, Math.floor(countOf(catalog, kind) / sampleSize));
  const sample: Float32Array[] = [];
  let row = 0;
  for (const { vectors } of blocksOf(catalog, kind))
    for (let start = 0; start < vectors.length; start += dimension, row += 1)
      if (row % step === 0) sample.push(vectors.slice(start, start + dimension));
  return sample;
}
