import { rowProducts } from "../core/rowProducts.js";
import type { Embedding } from "../core/vectors.js";
import type { Catalog } from "./catalog/catalog.js";
import type { VectorKind } from "./catalog/vectorBlock.js";
import { loadSnapshot, spaceOf, type LoadedSnapshot } from "./snapshots/snapshot.js";
import { hasGraphs } from "./vectors/hnswIndex.js";
import { timesAt, toAcceptsTimes } from "./vectors/rowTimes.js";
import { vectorIndexes } from "./vectors/registry.js";
import { topRows } from "./vectors/topRows.js";
import type { VectorFilter, VectorHit, VectorIndex } from "./vectors/vectorIndex.js";

/**
 * From this many vectors of a kind on a graph is kept, where there is the package for it; below it, exact search takes a
 * few milliseconds.
 */
export const graphThreshold = 10_000;

/** Up to so many vectors of the videos that a filter names are searched exactly: a graph finds too few of them. */
const maxNamedVectors = 20_000;

/** All vectors of one kind, searchable, in step with the catalog. */
export type ResidentIndex = Pick<VectorIndex, "search">;

/**
 * Opens the vectors of a kind when they are first searched, and keeps up with the catalog from search to search.
 *
 * A snapshot that holds is the base; what the catalog has since is searched exactly beside it. Without a snapshot
 * everything is searched exactly: about 13 ms for 100,000 vectors of 256, and never wrong.
 */
export function createResidentIndex(
  directory: string,
  kind: VectorKind,
  catalog: Catalog,
  onNotice: (message: string) => void,
): ResidentIndex {
  let opened: OpenedIndex | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const current = async (): Promise<OpenedIndex> => {
    const present = opened ?? (await openIndex(directory, kind, catalog, onNotice));
    const isNew = opened === undefined;
    // What fails half-way has taken in a part that it would take in again.
    opened = undefined;
    const hasChanged = await present.catchUp();
    if ((!isNew && !hasChanged) || present.size === (await catalog.log.countOf(kind))) return (opened = present);
    // Where something was written meanwhile the numbers say nothing, and the next search looks again.
    if ((await catalog.log.lastSequence()) !== present.through) return (opened = present);
    onNotice(`The ${kind} in memory and in ${catalog.identity.place} differ in number; they are read again.`);
    const fresh = createOpenedIndex(kind, catalog, undefined);
    await fresh.catchUp();
    return (opened = fresh);
  };

  return {
    async search(vector, count, filter) {
      // One search after another takes in what is new; the searching itself does not wait for anything.
      const ready = turn.then(current);
      turn = ready.catch(() => undefined);
      return (await ready).search(vector, count, filter);
    },
  };
}

interface OpenedIndex extends ResidentIndex {
  readonly size: number;
  /** The last operation that was taken in. */
  readonly through: number;
  /** Takes in what the catalog has new; false when there was nothing. */
  catchUp(): Promise<boolean>;
}

async function openIndex(
  directory: string,
  kind: VectorKind,
  catalog: Catalog,
  onNotice: (message: string) => void,
): Promise<OpenedIndex> {
  const wantsGraph = hasGraphs() && (await catalog.log.countOf(kind)) >= graphThreshold;
  const snapshot = wantsGraph ? await loadSnapshot(directory, kind, catalog, onNotice) : undefined;
  if (wantsGraph && !snapshot)
    onNotice(`The ${kind} are searched exactly; \`kinodex rebuild\` makes a faster snapshot.`);
  return createOpenedIndex(kind, catalog, snapshot);
}

function createOpenedIndex(kind: VectorKind, catalog: Catalog, base: LoadedSnapshot | undefined): OpenedIndex {
  const space = spaceOf(catalog, kind);
  const recent = vectorIndexes.create({ name: "exact" }, space);
  let through = base?.entry.lastSequence ?? 0;

  return {
    get size() {
      return recent.size + (base?.index.size ?? 0);
    },
    get through() {
      return through;
    },

    async catchUp() {
      const newest = await catalog.log.lastSequence();
      if (through >= newest) return false;
      for await (const operation of catalog.log.operations(kind, through, newest)) {
        if (operation.action === "remove") {
          await base?.index.remove(operation);
          await recent.remove(operation);
        } else if (operation.block) await recent.add(operation.block);
      }
      through = newest;
      return true;
    },

    async search(vector, count, filter) {
      if (!base) return recent.search(vector, count, filter);
      const { videoIds } = filter ?? {};
      if (videoIds && (await catalog.log.countOf(kind, videoIds)) <= maxNamedVectors)
        return searchExactly(catalog, kind, vector, count, { ...filter, videoIds });
      return toBest(
        [...(await base.index.search(vector, count, filter)), ...(await recent.search(vector, count, filter))],
        count,
      );
    },
  };
}

function toBest(hits: VectorHit[], count: number): VectorHit[] {
  return hits.sort((a, b) => b.similarity - a.similarity).slice(0, count);
}

/** Searches the vectors of some videos as the catalog has them. */
async function searchExactly(
  catalog: Catalog,
  kind: VectorKind,
  vector: Embedding,
  count: number,
  filter: VectorFilter & { readonly videoIds: readonly string[] },
): Promise<VectorHit[]> {
  const { timesPerVector } = spaceOf(catalog, kind);
  const accepts = toAcceptsTimes(filter, timesPerVector);
  const best: VectorHit[] = [];
  for await (const { firstId, videoId, times, vectors } of catalog.blocksOf(kind, filter.videoIds)) {
    const similarities = rowProducts(vectors, vector);
    for (const row of topRows(similarities, count, accepts && ((at) => accepts(times, at))))
      best.push({
        id: firstId + row,
        videoId,
        times: timesAt(times, row, timesPerVector),
        similarity: similarities[row] as number,
      });
  }
  return toBest(best, count);
}
