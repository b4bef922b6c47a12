import { stampFile } from "../pipeline/identify.js";
import type { StoredVideo } from "../query/moments/storedVideo.js";
import type { StoreReader } from "../store/store.js";

/** A file that still holds what was indexed of a video; `undefined` where all have gone or changed. */
export async function unchangedFileOf(store: StoreReader, { record }: StoredVideo): Promise<string | undefined> {
  const known = await store.knownFiles(record.videoId);
  for (const path of record.paths) {
    const file = known.get(path);
    const now = await stampFile(path).catch(() => undefined);
    if (file && now && now.sizeBytes === file.sizeBytes && now.modifiedNs === file.modifiedNs) return path;
  }
  return undefined;
}
