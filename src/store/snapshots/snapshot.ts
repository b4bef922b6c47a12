import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { KinodexError, toMessage } from "../../core/errors.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import { timesPerVector, type IdRange, type VectorKind } from "../catalog/vectorBlock.js";
import type { Catalog } from "../catalog/catalog.js";
import { isHeldOpen, replaceFile, syncDirectory } from "../durableFiles.js";
import { hnswParameters, readHnswIndex, type HnswIndex } from "../vectors/hnswIndex.js";
import type { VectorSpace } from "../vectors/vectorIndex.js";
import { checkHnswFile } from "./hnswFile.js";

/** One graph file, as the manifest describes it. */
export interface SnapshotEntry {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Vectors that a search finds, and removed ones that are still in the graph. */
  readonly count: number;
  readonly deletedCount: number;
  /** The last operation that is in the graph; everything newer is replayed. */
  readonly lastSequence: number;
  /** Vectors with this id and above came later. */
  readonly nextId: number;
  /** Ids of the vectors in the graph, removed ones too, in the order in which it counts them. */
  readonly idRanges: readonly IdRange[];
  readonly m: number;
  readonly efConstruction: number;
}

interface Manifest {
  readonly formatVersion: number;
  readonly indexId: string;
  readonly model: ModelIdentity;
  readonly space: "ip";
  readonly snapshots: Partial<Record<VectorKind, SnapshotEntry>>;
}

/** A graph that has been read, with what the manifest says of it. */
export interface LoadedSnapshot {
  readonly index: HnswIndex;
  readonly entry: SnapshotEntry;
}

const manifestName = "manifest.json";
/** The manifest's format; see `index/FORMAT.md`. */
const formatVersion = 3;

/** The space of a catalog's vectors of one kind. */
export function spaceOf({ identity }: Catalog, kind: VectorKind): VectorSpace {
  return { dimension: identity.model.dimension, timesPerVector: timesPerVector[kind] };
}

/** The manifest's entry for a kind, or undefined when there is none. Throws when the manifest does not hold. */
export function readSnapshotEntry(directory: string, kind: VectorKind, catalog: Catalog): SnapshotEntry | undefined {
  return readManifest(directory, catalog)?.snapshots[kind];
}

/** Throws when the file of a snapshot is not, byte for byte, the one that was written. */
export async function checkSnapshotFile(directory: string, entry: SnapshotEntry): Promise<void> {
  const path = join(directory, entry.file);
  const { size } = await stat(path);
  if (size !== entry.sizeBytes) throw new Error(`${path} has ${size} bytes instead of ${entry.sizeBytes}`);
  const sha256 = await hashOf(path);
  if (sha256 !== entry.sha256) throw new Error(`${path} has the SHA-256 ${sha256} instead of ${entry.sha256}`);
}

/**
 * Reads the snapshot of a kind, its checksum first; undefined when there is none or it does not hold, which
 * `onNotice` hears about. Nothing is lost then: the catalog has every vector.
 */
export async function loadSnapshot(
  directory: string,
  kind: VectorKind,
  catalog: Catalog,
  onNotice: (message: string) => void,
): Promise<LoadedSnapshot | undefined> {
  // A writer may replace the snapshot between our look at the manifest and at the file: look again.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const entry = readSnapshotEntry(directory, kind, catalog);
      if (!entry) return undefined;
      await checkSnapshotFile(directory, entry);
      const efSearch = hnswParameters.efSearch[kind];
      const path = join(directory, entry.file);
      const places = await catalog.log.placesOf(kind, entry.nextId);
      const index = await readHnswIndex(path, spaceOf(catalog, kind), { ...entry, places }, efSearch);
      if (index.size !== entry.count) throw new Error(`it holds ${index.size} ${kind} instead of ${entry.count}`);
      return { index, entry };
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === "ENOENT" || isHeldOpen(error);
      if (attempt < 3 && isGone) continue;
      onNotice(`The search snapshot of the ${kind} does not hold and is not used: ${toMessage(error)}.`);
      return undefined;
    }
  }
}

/**
 * Writes a snapshot durably: a new file, read back, synced and renamed, then the manifest likewise, then the old file
 * goes.
 *
 * @throws {KinodexError} `environment` when what was read back is not a whole graph, as after a full disk
 */
export async function saveSnapshot(
  directory: string,
  kind: VectorKind,
  catalog: Catalog,
  index: HnswIndex,
  position: { readonly lastSequence: number; readonly nextId: number },
): Promise<SnapshotEntry> {
  const file = `${kind}-${position.lastSequence}.hnsw`;
  const path = join(directory, file);
  const draft = `${path}.new`;
  try {
    await index.save(draft);
    await checkHnswFile(draft, index.size + index.deletedCount, catalog.identity.model.dimension);
    await syncFile(draft);
    const { size: sizeBytes } = await stat(draft);
    const sha256 = await hashOf(draft);
    await replaceFile(draft, path);
    const { m, efConstruction } = hnswParameters;
    const { size: count, deletedCount, idRanges } = index;
    const entry = { file, sizeBytes, sha256, count, deletedCount, ...position, idRanges, m, efConstruction };
    await writeManifest(directory, catalog, { ...knownEntries(directory, catalog), [kind]: entry });
    return entry;
  } catch (error) {
    rmSync(draft, { force: true });
    throw new KinodexError(
      "environment",
      `The search snapshot ${path} could not be written: ${toMessage(error)}. Check the free space and the ` +
        `permissions, then run \`kinodex rebuild\`. Every vector is safe in ${catalog.identity.place}.`,
      { path },
      error,
    );
  }
}

/** Takes the snapshot of a kind away, if there is one, and a manifest that does not hold with it. */
export async function dropSnapshot(directory: string, kind: VectorKind, catalog: Catalog): Promise<void> {
  try {
    if (!readSnapshotEntry(directory, kind, catalog)) return;
  } catch {
    // A manifest that does not hold is written anew.
  }
  const { [kind]: _, ...others } = knownEntries(directory, catalog);
  await writeManifest(directory, catalog, others);
}

function knownEntries(directory: string, catalog: Catalog): Partial<Record<VectorKind, SnapshotEntry>> {
  try {
    return { ...readManifest(directory, catalog)?.snapshots };
  } catch {
    return {};
  }
}

function readManifest(directory: string, catalog: Catalog): Manifest | undefined {
  const path = join(directory, manifestName);
  if (!existsSync(path)) return undefined;
  const { checksum, ...body } = JSON.parse(readFileSync(path, "utf8")) as Manifest & { checksum: string };
  if (checksum !== textHashOf(JSON.stringify(body))) throw new Error(`${path} is not what was written`);
  const { indexId, model } = catalog.identity;
  const isOurs =
    body.formatVersion === formatVersion &&
    body.space === "ip" &&
    body.indexId === indexId &&
    body.model.id === model.id &&
    body.model.hash === model.hash &&
    body.model.dimension === model.dimension;
  if (!isOurs) throw new Error(`${path} belongs to another index, model or format`);
  return body;
}

async function writeManifest(directory: string, catalog: Catalog, snapshots: Manifest["snapshots"]): Promise<void> {
  const { indexId, model } = catalog.identity;
  const body: Manifest = { formatVersion, indexId, model, space: "ip", snapshots };
  const path = join(directory, manifestName);
  const text = `${JSON.stringify({ ...body, checksum: textHashOf(JSON.stringify(body)) }, null, 2)}\n`;
  const file = await open(`${path}.new`, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await replaceFile(`${path}.new`, path);
  syncDirectory(directory);
  const current = new Set(Object.values(snapshots).map((entry) => entry.file));
  for (const name of readdirSync(directory))
    if (/\.hnsw(\.new)?$/.test(name) && !current.has(name)) await sweep(join(directory, name));
}

/** Removes a graph that does not count any more; one that a reader holds open on Windows goes the next time. */
async function sweep(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    if (!isHeldOpen(error)) throw error;
  });
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function textHashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
