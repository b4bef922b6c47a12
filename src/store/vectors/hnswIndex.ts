import type Hnswlib from "hnswlib-node";
import { setImmediate as nextTurn } from "node:timers/promises";
import { loadNative, loadOptionalNative } from "../../core/native.js";
import type { VectorHit, VectorIndex } from "./vectorIndex.js";

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
 * Hierarchical navigable small world graph (Malkov and Yashunin, 2016, arXiv:1603.09320) on the inner product,
 * by hnswlib. Calls of `add`, `remove` and `save` must not overlap. Throws `environment` without {@link hasGraphs}.
 */
export function createHnswIndex(dimension: number, capacity = 1024): HnswIndex {
  const graph = createGraph(dimension);
  graph.initIndex({ maxElements: capacity, m: hnswParameters.m, efConstruction: hnswParameters.efConstruction });
  graph.setEf(hnswParameters.efSearch.frames);
  return wrap(graph, dimension, 0);
}

/**
 * Reads a graph that {@link HnswIndex.save} wrote. A damaged file crashes the process, so its checksum must have been
 * verified; `deletedCount` is what the index had when it was saved.
 */
export async function readHnswIndex(
  path: string,
  dimension: number,
  deletedCount: number,
  efSearch: number = hnswParameters.efSearch.frames,
): Promise<HnswIndex> {
  const graph = createGraph(dimension);
  await graph.readIndex(path);
  graph.setEf(efSearch);
  return wrap(graph, dimension, deletedCount);
}

function wrap(graph: Hnswlib.HierarchicalNSW, dimension: number, initiallyDeleted: number): HnswIndex {
  const deleted = { count: initiallyDeleted };

  const addOne = (id: number, vector: Float32Array): void => {
    if (graph.getCurrentCount() === graph.getMaxElements())
      graph.resizeIndex(Math.ceil(graph.getMaxElements() * 1.5) + 1);
    if (deleted.count > 0 && unmarkDeleted(graph, id)) deleted.count -= 1;
    graph.addPoint(Array.from(vector), id);
  };

  return {
    get size() {
      return graph.getCurrentCount() - deleted.count;
    },
    get deletedCount() {
      return deleted.count;
    },

    async add(ids, vectors, signal) {
      let turnStarted = performance.now();
      for (let n = 0; n < ids.length; n += 1) {
        signal?.throwIfAborted();
        addOne(ids[n] as number, vectors.subarray(n * dimension, (n + 1) * dimension));
        if (performance.now() - turnStarted < turnMs) continue;
        await nextTurn();
        turnStarted = performance.now();
      }
    },

    remove(ids) {
      let count = 0;
      for (const id of ids) if (markDeleted(graph, id)) count += 1;
      deleted.count += count;
      return count;
    },

    async search(vector, count, accepts): Promise<VectorHit[]> {
      const wanted = Math.min(count, graph.getCurrentCount() - deleted.count);
      if (wanted <= 0) return [];
      const { neighbors, distances } = graph.searchKnn(Array.from(vector), wanted, accepts);
      return neighbors.map((id, n) => ({ id, similarity: 1 - (distances[n] as number) }));
    },

    async save(path) {
      await graph.writeIndex(path);
    },
  };
}

// hnswlib has no question "is this label here"; it throws for a label that is unknown or already in the asked state.
function markDeleted(graph: Hnswlib.HierarchicalNSW, id: number): boolean {
  try {
    graph.markDelete(id);
    return true;
  } catch {
    return false;
  }
}

function unmarkDeleted(graph: Hnswlib.HierarchicalNSW, id: number): boolean {
  try {
    graph.unmarkDelete(id);
    return true;
  } catch {
    return false;
  }
}
