import { isKinodexError, toMessage } from "../core/errors.js";
import { rowProducts } from "../core/rowProducts.js";
import { vectorFault, vectorKinds, type VectorKind } from "./catalog/vectorBlock.js";
import type { Catalog, CatalogCheck } from "./catalog/catalog.js";
import { hasGraphs, type HnswIndex } from "./vectors/hnswIndex.js";
import { placeOf } from "./place.js";
import { graphThreshold } from "./residentIndex.js";
import { checkSnapshotFile, loadSnapshot, readSnapshotEntry, type SnapshotEntry } from "./snapshots/snapshot.js";

/** What {@link verifyStore} found. */
export interface StoreReport {
  readonly ok: boolean;
  readonly checks: readonly CatalogCheck[];
}

/** How many stored vectors a deep check searches for in the graph. */
const sampleSize = 50;
/** Share of true neighbours among the ten nearest that a graph must find. */
const minRecall = 0.95;

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
  const checks: CatalogCheck[] = [];
  const check = async (name: string, work: () => Promise<string>): Promise<void> => {
    try {
      checks.push({ name, ok: true, detail: await work() });
    } catch (error) {
      checks.push({ name, ok: false, detail: toMessage(error) });
    }
  };

  try {
    await using catalog = await placeOf(directory).openForReading({});
    for await (const found of catalog.check(deep)) checks.push(found);
    for (const kind of vectorKinds) {
      await check(`${kind} vectors`, () => checkVectors(catalog, kind));
      await check(`${kind} snapshot`, () => checkSnapshot(directory, catalog, kind, deep));
    }
  } catch (error) {
    if (!isKinodexError(error, "index-damaged")) throw error;
    checks.push({ name: "catalog", ok: false, detail: error.message });
  }
  return { ok: checks.every(({ ok }) => ok), checks };
}

async function checkVectors(catalog: Catalog, kind: VectorKind): Promise<string> {
  const { dimension } = catalog.identity.model;
  let count = 0;
  for await (const { videoId, vectors } of catalog.blocksOf(kind))
    for (let start = 0; start < vectors.length; start += dimension, count += 1) {
      const fault = vectorFault(vectors.subarray(start, start + dimension), dimension);
      if (fault) throw new Error(`a vector of ${kind} of video ${videoId} is bad: ${fault}`);
    }
  return `${count} vectors are whole, finite and of length 1`;
}

async function checkSnapshot(directory: string, catalog: Catalog, kind: VectorKind, deep: boolean): Promise<string> {
  const total = await catalog.log.countOf(kind);
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
  if (recall < minRecall) throw new Error(`the graph finds ${percent} % of the ten nearest ${kind}`);
  return `${snapshot.entry.count} ${kind}; the graph finds ${percent} % of the ten nearest for ${queries} of them`;
}

async function measureRecall(
  catalog: Catalog,
  kind: VectorKind,
  { index, entry }: { readonly index: HnswIndex; readonly entry: SnapshotEntry },
): Promise<{ recall: number; queries: number }> {
  const queries = await sampleVectors(catalog, kind);
  const nearest = queries.map((): number[] => []);
  for await (const { firstId, vectors } of catalog.blocksOf(kind)) {
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

async function sampleVectors(catalog: Catalog, kind: VectorKind): Promise<Float32Array[]> {
  const { dimension } = catalog.identity.model;
  const step = Math.max(1, Math.floor((await catalog.log.countOf(kind)) / sampleSize));
  const sample: Float32Array[] = [];
  let row = 0;
  for await (const { vectors } of catalog.blocksOf(kind))
    for (let start = 0; start < vectors.length; start += dimension, row += 1)
      if (row % step === 0) sample.push(vectors.slice(start, start + dimension));
  return sample;
}
