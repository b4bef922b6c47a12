import type { StoreReader } from "../../store/store.js";
import type { MeasuredBackground } from "./background.js";

const following = new WeakSet<StoreReader>();

/**
 * Lets searches of a store use the backgrounds that are kept with it, or were measured last, however much has been
 * indexed since: for a reader that must answer at once while another process indexes and keeps newer ones.
 */
export function followKeptBackgrounds(store: StoreReader): void {
  following.add(store);
}

/** Whether {@link followKeptBackgrounds} was asked for. */
export function followsKept(store: StoreReader): boolean {
  return following.has(store);
}

/** Whether a background that is no longer current serves a store all the same: where it says anything. */
export function mayFollow(store: StoreReader, { background }: MeasuredBackground): boolean {
  return followsKept(store) && background !== undefined;
}
