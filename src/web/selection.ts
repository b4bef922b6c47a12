import type { NewMoment } from "../client/client.js";
import type { ShownMoment } from "./parts/momentCard.js";
import { createStore, useStore } from "./store.js";

/** The moments that people have ticked, in the order in which they did; they stay while other pages are shown. */
export const selection = createStore<ReadonlyMap<string, NewMoment>>(new Map());

/** As many as one request takes. */
const maxSelected = 500;
const maxNoteLength = 2000;

export function clearSelection(): void {
  selection.set(new Map());
}

/** Ticks moments that are not ticked yet. */
export function select(moments: readonly ShownMoment[]): void {
  const after = new Map(selection.get());
  for (const moment of moments) if (after.size < maxSelected) after.set(toKey(moment), toChosen(moment));
  selection.set(after);
}

export function deselect(moment: ShownMoment): void {
  const after = new Map(selection.get());
  after.delete(toKey(moment));
  selection.set(after);
}

export function useSelected(moment: ShownMoment): boolean {
  const key = toKey(moment);
  return useStore(selection, (all) => all.has(key));
}

function toKey({ videoId, startSeconds, endSeconds }: ShownMoment): string {
  return `${videoId} ${startSeconds} ${endSeconds}`;
}

/** What of a moment goes into a collection or a file. */
export function toChosen(moment: Omit<ShownMoment, "path">): NewMoment {
  const { videoId, startSeconds, endSeconds, keyframeSeconds, similarity, confidence, sources, note } = moment;
  return {
    videoId,
    startSeconds,
    endSeconds,
    ...(keyframeSeconds === undefined ? {} : { keyframeSeconds }),
    ...(similarity === undefined ? {} : { similarity }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(sources === undefined ? {} : { sources: [...sources] }),
    ...(note === undefined ? {} : { note: note.slice(0, maxNoteLength) }),
  };
}
