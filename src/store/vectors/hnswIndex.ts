import type Hnswlib from "hnswlib-node";
import { setImmediate as nextTurn } from "node:timers/promises";
import { loadNative, loadOptionalNative } from "../../core/native.js";
import type { BlockPlace, IdRange, VectorBlock } from "../catalog/vectorBlock.js";
import { timesAt, toAcceptsTimes } from "./rowTimes.js";
import { createLabels, type Labels } from "./labels.js";
import { createPlaces, type Places } from "./places.js";
import type { VectorFilter, VectorHit, VectorIndex, VectorSpace } from "./vectorIndex.js";

/** How the graph is built and searched; see `index/FORMAT.md` for what was measured. */
export const hnswParameters = {
  /** Links per vector on the upper layers; the ground layer has twice as many. */
  m: 24,
  /** Candidates kept while a vector is linked in. */
  efConstruction: 300,
  /** Candidates kept during a search, at least; clips are fewer and less alike, so they need fewer. */
  efSearch: { frames: 1024, clips: 256 },
} as const;

/** How long adding may hold the event loop before it lets others run. */
const turnMs = 8;

/** An approximate index that can be kept in a file. */
export interface HnswIndex extends VectorIndex {
  /** Removed vectors that still take room in the graph. */
  readonly deletedCount: number;
  /** Ids of all vectors in the graph, in the order in which it counts them. */
  readonly idRanges: readonly IdRange[];
  /** Writes the graph. A full disk goes unnoticed by the library: check the file before relying on it. */
  save(path: string): Promise<void>;
}

const packageName = "hnswlib-node";

/** Whether graphs can be made and read here: the package is optional, since it is compiled where it is installed. */
export function hasGraphs(): boolean {
  return loadOptionalNative(packageName) !== undefined;
}

function createGraph(dimension: number): Hnswlib.HierarchicalNSW {
  const { HierarchicalNSW } = loadNative(packageName) as typeof Hnswlib;
  return new HierarchicalNSW("ip", dimension);
}

/**
 * Hierarchical navigable small world graph (Malkov and Yashunin, 2016, arXiv:1603.09320) on the inner product, by
 * hnswlib.
 *
 * @throws {KinodexError} `environment` without {@link hasGraphs}
 */
export function createHnswIndex(space: VectorSpace, capacity = 1024): HnswIndex {
  const graph = createGraph(space.dimension);
  graph.initIndex({ maxElements: capacity, m: hnswParameters.m, efConstruction: hnswParameters.efConstruction });
  graph.setEf(hnswParameters.efSearch.frames);
  return wrap(graph, space, { idRanges: [], places: [], deletedCount: 0 });
}

/** What a file of {@link HnswIndex.save} does not say. */
export interface SavedGraph {
  readonly idRanges: readonly IdRange[];
  /** Where the vectors lie that are still there, by rising id. */
  readonly places: readonly BlockPlace[];
  /** What the index had when it was saved. */
  readonly deletedCount: number;
}

/**
 * Reads a graph that {@link HnswIndex.save} wrote. A damaged file crashes the process, so its checksum must have been
 * verified.
 */
export async function readHnswIndex(
  path: string,
  space: VectorSpace,
  saved: SavedGraph,
  efSearch: number = hnswParameters.efSearch.frames,
): Promise<HnswIndex> {
  const graph = createGraph(space.dimension);
  await graph.readIndex(path);
  graph.setEf(efSearch);
  return wrap(graph, space, saved);
}

function wrap(
  graph: Hnswlib.HierarchicalNSW,
  { dimension, timesPerVector }: VectorSpace,
  saved: SavedGraph,
): HnswIndex {
  const labels = createLabels(saved.idRanges);
  const places = createPlaces(saved.places);
  let { deletedCount } = saved;
  // hnswlib must not be changed while it is changed or saved: one such call after another.
  let changing: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = changing.then(work);
    changing = result.catch(() => undefined);
    return result;
  };

  const addAll = async ({ vectors, ...place }: VectorBlock, signal: AbortSignal | undefined): Promise<void> => {
    places.add({ ...place, times: place.times.slice() });
    let turnStarted = performance.now();
    for (let n = 0; n < place.count; n += 1) {
      signal?.throwIfAborted();
      if (labels.labelOf(place.firstId + n) !== undefined) continue;
      if (labels.count === graph.getMaxElements()) graph.resizeIndex(Math.ceil(graph.getMaxElements() * 1.5) + 1);
      const vector = Array.from(vectors.subarray(n * dimension, (n + 1) * dimension));
      graph.addPoint(vector, labels.add(place.firstId + n));
      if (performance.now() - turnStarted < turnMs) continue;
      await nextTurn();
      turnStarted = performance.now();
    }
  };

  const removeAll = ({ firstId, count }: IdRange): number => {
    let removed = 0;
    for (let id = firstId; id < firstId + count; id += 1) {
      const label = labels.labelOf(id);
      if (label !== undefined && markDeleted(graph, label)) removed += 1;
    }
    deletedCount += removed;
    places.removeWithin({ firstId, count });
    return removed;
  };

  return {
    get size() {
      return graph.getCurrentCount() - deletedCount;
    },
    get deletedCount() {
      return deletedCount;
    },
    get idRanges() {
      return labels.ranges;
    },

    add: (block, signal) => inTurn(() => addAll(block, signal)),
    remove: (ids) => inTurn(async () => removeAll(ids)),

    async search(vector, count, filter = {}) {
      const wanted = Math.min(count, graph.getCurrentCount() - deletedCount);
      if (wanted <= 0) return [];
      const { neighbors, distances } = graph.searchKnn(
        Array.from(vector),
        wanted,
        toAcceptsLabel(filter, { labels, places, timesPerVector }),
      );
      return neighbors.flatMap((label, n): VectorHit[] => {
        const id = labels.idOf(label);
        const place = places.find(id);
        if (!place) return [];
        const times = timesAt(place.times, id - place.firstId, timesPerVector);
        return [{ id, videoId: place.videoId, times, similarity: 1 - (distances[n] as number) }];
      });
    },

    save: (path) =>
      inTurn(async () => {
        await graph.writeIndex(path);
      }),
  };
}

/** The test of a filter on the labels of a graph; undefined where all of them pass. */
function toAcceptsLabel(
  filter: VectorFilter,
  known: { readonly labels: Labels; readonly places: Places; readonly timesPerVector: number },
): ((label: number) => boolean) | undefined {
  const acceptsTimes = toAcceptsTimes(filter, known.timesPerVector);
  const wanted = filter.videoIds && new Set(filter.videoIds);
  if (!acceptsTimes && !wanted) return undefined;
  return (label) => {
    const id = known.labels.idOf(label);
    const place = known.places.find(id);
    return (
      place !== undefined &&
      (!wanted || wanted.has(place.videoId)) &&
      (!acceptsTimes || acceptsTimes(place.times, id - place.firstId))
    );
  };
}

// hnswlib has no question "is this label here"; it throws for a label that is unknown or already deleted.
function markDeleted(graph: Hnswlib.HierarchicalNSW, label: number): boolean {
  try {
    graph.markDelete(label);
    return true;
  } catch {
    return false;
  }
}
