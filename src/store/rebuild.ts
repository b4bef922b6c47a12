import type { StoreCounts } from "./catalog/records.js";
import type { SnapshotProgress } from "./snapshots/refreshSnapshots.js";
import { openStore, type OpenStoreOptions } from "./store.js";

/** Makes the search snapshots of an index anew from its catalog. Throws what opening for writing throws. */
export async function rebuildStore(
  directory: string,
  options: Pick<OpenStoreOptions, "onNotice"> & Omit<SnapshotProgress, "fromScratch"> = {},
): Promise<StoreCounts> {
  await using store = await openStore({ directory, access: "write", create: false, onNotice: options.onNotice });
  await store.saveSnapshots({ ...options, fromScratch: true });
  return store.counts();
}
