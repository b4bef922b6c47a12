import { defer, ignoreElements, concat, type Observable } from "rxjs";
import type { Captioner } from "../captions/captioner.js";
import { captionVideo } from "../captions/captionVideo.js";
import type { CaptionSet, StoredChunk } from "../store/records.js";
import type { StoreReader } from "../store/store.js";

/**
 * Describes a video once its last chunk is stored: emits one set of captions and completes; none without a captioner.
 *
 * It reads the stored embeddings, so an interrupted video that goes on is described as a whole.
 */
export function captionSegments(videoId: string, store: StoreReader, captioner: Captioner | undefined) {
  return (stored: Observable<StoredChunk>): Observable<CaptionSet> => {
    const chunks = stored.pipe(ignoreElements());
    return captioner
      ? concat(
          chunks,
          defer(() => captionVideo(store, videoId, captioner)),
        )
      : chunks;
  };
}
