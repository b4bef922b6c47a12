import { toMessage } from "../../core/errors.js";
import { vectorKinds, type VectorKind } from "../catalog/vectorBlock.js";
import type { Catalog } from "../catalog/catalog.js";
import { createHnswIndex, hasGraphs } from "../vectors/hnswIndex.js";
import { graphThreshold } from "../residentIndex.js";
import { checkSnapshotFile, dropSnapshot, loadSnapshot, readSnapshotEntry, saveSnapshot, spaceOf } from "./snapshot.js";

/** How the making of snapshots is watched and stopped. */
export interface SnapshotProgress {
  readonly signal?: AbortSignal | undefined;
  /** Vectors of a kind that are in the new graph, of all of them. */
  readonly onProgress?: ((kind: VectorKind, done: number, total: number) => void) | undefined;
  /** Make every snapshot anew, even where the present one would do. */
  readonly fromScratch?: boolean | undefined;
}

/** A graph is brought up to date when more than this share of it has changed: until then the rest is searched exactly. */
const staleShare = 0.1;
/** A graph with more removed vectors than this share is built anew, since they slow every search. */
const deletedShare = 0.25;

/**
 * Writes the snapshots that are missing, damaged or behind, and drops those that have become needless. Without
 * {@link hasGraphs} the present ones stay as they are.
 */
export async function refreshSnapshots(
  directory: string,
  catalog: Catalog,
  onNotice: (message: string) => void,
  progress: SnapshotProgress,
): Promise<void> {
  for (const kind of vectorKinds) {
    const total = await catalog.log.countOf(kind);
    if (total < graphThreshold) {
      await dropSnapshot(directory, kind, catalog);
      continue;
    }
    if (!hasGraphs()) {
      if (progress.fromScratch)
        onNotice(`No graph of the ${kind} is made, as hnswlib-node is not built: see \`kinodex doctor\`.`);
      continue;
    }
    if (!progress.fromScratch && (await isCurrent(directory, kind, catalog, total, onNotice))) continue;
    await refreshOne(directory, kind, catalog, { total, ...progress });
  }
}

async function isCurrent(
  directory: string,
  kind: VectorKind,
  catalog: Catalog,
  total: number,
  onNotice: (message: string) => void,
): Promise<boolean> {
  try {
    const entry = readSnapshotEntry(directory, kind, catalog);
    if (!entry) return false;
    await checkSnapshotFile(directory, entry);
    return (await catalog.log.countChangedSince(kind, entry.lastSequence)) <= staleShare * total;
  } catch (error) {
    onNotice(`The search snapshot of the ${kind} does not hold and is made anew: ${toMessage(error)}.`);
    return false;
  }
}

async function refreshOne(
  directory: string,
  kind: VectorKind,
  catalog: Catalog,
  { total, signal, onProgress, fromScratch }: SnapshotProgress & { readonly total: number },
): Promise<void> {
  const base = fromScratch ? undefined : await loadBase(directory, kind, catalog);
  const graph = base?.index ?? createHnswIndex(spaceOf(catalog, kind), total);
  const through = await catalog.log.lastSequence();
  let nextId = base?.entry.nextId ?? 0;
  for await (const operation of catalog.log.operations(kind, base?.entry.lastSequence ?? 0, through)) {
    if (operation.action === "remove") await graph.remove(operation);
    else nextId = operation.firstId + operation.count;
    if (operation.block) await graph.add(operation.block, signal);
    onProgress?.(kind, graph.size, total);
  }
  signal?.throwIfAborted();
  await saveSnapshot(directory, kind, catalog, graph, { lastSequence: through, nextId });
}

// A damaged snapshot has been spoken of by the time that it is replaced.
async function loadBase(directory: string, kind: VectorKind, catalog: Catalog): ReturnType<typeof loadSnapshot> {
  const base = await loadSnapshot(directory, kind, catalog, () => {});
  return base && base.index.deletedCount <= deletedShare * base.entry.count ? base : undefined;
}
