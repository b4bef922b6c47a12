import { createSidecarFinder, isSameSidecars, readSidecars } from "../annotators/subtitles/sidecars.js";
import type { KnownFile } from "../store/catalog/records.js";
import type { Store } from "../store/store.js";
import { concatMap, type Observable } from "rxjs";
import type { IndexEvent } from "./events.js";

/**
 * After each file that is in the index: reads the subtitle files beside it where they are not what they were, and says
 * so. `known` is what the index held before the run. A folder is listed once, and nothing else is read where nothing
 * changed.
 */
export function followSidecars(store: Store, known: ReadonlyMap<string, KnownFile>) {
  const finder = createSidecarFinder();
  const follow = async (event: IndexEvent & { readonly videoId: string }): Promise<IndexEvent[]> => {
    const { path, videoId, type } = event;
    const found = await finder.find(path);
    const before = known.get(path)?.sidecars ?? [];
    if (type === "unchanged" ? isSameSidecars(before, found) : found.length + before.length === 0) return [event];
    const { files, problems } = await readSidecars(found);
    await store.putSidecars(videoId, path, files);
    const cueCount = files.reduce((sum, file) => sum + file.segments.length, 0);
    return [event, { type: "subtitles", path, cueCount, problems }];
  };
  return (events: Observable<IndexEvent>): Observable<IndexEvent> =>
    events.pipe(
      concatMap((event) => {
        const isStored = event.type === "unchanged" || event.type === "linked" || event.type === "indexed";
        return isStored ? follow(event) : [[event]];
      }),
      concatMap((more) => more),
    );
}
