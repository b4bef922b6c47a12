import { concatMap, type Observable } from "rxjs";
import type { Captioner } from "../annotators/concepts/captioner.js";
import { captionVideo } from "../annotators/concepts/captionVideo.js";
import type { KnownFile } from "../store/catalog/records.js";
import type { Store } from "../store/store.js";
import type { IndexEvent } from "./events.js";

/**
 * After each file that was in the index before: describes its video where the captioner would say something else now
 * than what is stored, and says so. It reads the stored embeddings; nothing is decoded. `known` is what the index held
 * before the run.
 */
export function followCaptions(store: Store, known: ReadonlyMap<string, KnownFile>, captioner: Captioner | undefined) {
  const follow = async (event: IndexEvent & { readonly videoId: string }, by: Captioner): Promise<IndexEvent[]> => {
    const { path, videoId } = event;
    const isCurrent = (captionedBy: string | undefined) => captionedBy === by.fingerprint;
    // The file list tells it without a query for each; the video itself may have been described under another path.
    if (isCurrent(known.get(path)?.captionedBy) || isCurrent((await store.findVideo(videoId))?.captionedBy))
      return [event];
    const captions = await captionVideo(store, videoId, by);
    await store.putCaptions(videoId, captions);
    return [event, { type: "captioned", path, videoId, segmentCount: captions.segments.length }];
  };
  return (events: Observable<IndexEvent>): Observable<IndexEvent> =>
    events.pipe(
      concatMap((event) =>
        captioner && (event.type === "unchanged" || event.type === "linked") ? follow(event, captioner) : [[event]],
      ),
      concatMap((more) => more),
    );
}
