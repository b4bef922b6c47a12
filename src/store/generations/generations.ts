import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isKinodexError, KinodexError } from "../../core/errors.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import { copyCatalog, exchangeVectors } from "../catalog/sqlite/exchange.js";
import { catalogPathOf, openCatalogFile, readPreviousModel } from "../catalog/sqlite/catalogFile.js";
import { acquireWriterLock } from "../catalog/sqlite/writerLock.js";

// What other models made of the videos of an index lies beside it: a folder for each, which is an index of its own.

type ModelVersion = Pick<ModelIdentity, "id" | "hash">;

/** Where what a model makes, or made, of an index's videos lies while another is searched. */
export function generationFolderOf(directory: string, { hash }: ModelVersion): string {
  return join(directory, "generations", hash.slice(0, 16));
}

/** The model that an index had before the present one, and that it can go back to; undefined where there is none. */
export function previousModelOf(directory: string): ModelVersion | undefined {
  const file = openCatalogFile(directory, "read");
  try {
    const model = readPreviousModel(file.database);
    return model && existsSync(catalogPathOf(generationFolderOf(directory, model))) ? model : undefined;
  } finally {
    file.database.close();
  }
}

/**
 * Removes all that lies beside an index but what these models made; tells whether there was anything.
 *
 * @throws {KinodexError} `environment` where another process is encoding into it
 */
export function removeGenerations(directory: string, kept: readonly ModelVersion[]): boolean {
  const folder = join(directory, "generations");
  if (!existsSync(folder)) return false;
  const stays = new Set(kept.map((model) => generationFolderOf(directory, model)));
  const goes = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => !stays.has(path));
  for (const path of goes) {
    acquireWriterLock(path)(); // whoever encodes there is not robbed of it
    rmSync(path, { recursive: true, force: true });
  }
  if (stays.size === 0) rmSync(folder, { recursive: true, force: true });
  return goes.length > 0;
}

const lookEveryMs = 250;

/**
 * Keeps other writers away from an index until it is disposed; waits for one that is at work, and then `onWait` is called.
 *
 * @throws {KinodexError} `environment` when that one does not end within `maxWaitMs`
 */
export async function holdWriting(
  directory: string,
  {
    maxWaitMs,
    onWait,
    signal,
  }: { readonly maxWaitMs: number; readonly onWait: () => void; readonly signal: AbortSignal },
): Promise<Disposable> {
  const untilMs = performance.now() + maxWaitMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      const release = acquireWriterLock(directory);
      return { [Symbol.dispose]: release };
    } catch (error) {
      if (!isKinodexError(error, "environment") || performance.now() > untilMs) throw error;
    }
    if (isFirst) onWait();
    await delay(lookEveryMs, undefined, { signal });
  }
}

/**
 * Gives an index what another model made of its videos, in one step, and keeps what it had, so that it can go back. After a
 * crash it has the one or the other. The caller holds it for writing.
 *
 * @param lacking what is said of the videos that the other model has nothing of
 * @throws {KinodexError} `environment` on a full disk; the index is then as it was
 */
export async function switchGeneration(
  directory: string,
  from: ModelIdentity,
  to: ModelIdentity,
  lacking: string,
): Promise<void> {
  const next = generationFolderOf(directory, to);
  if (!existsSync(catalogPathOf(next)))
    throw new KinodexError("not-found", `nothing of ${to.id} lies beside the index ${directory}`, { directory });
  await copyCatalog(directory, generationFolderOf(directory, from));
  exchangeVectors(directory, next, lacking);
  removeGenerations(directory, [from]);
}
