import { defer, from, mergeMap, of, switchMap, type Observable } from "rxjs";
import type { KnownFile } from "../store/catalog/records.js";
import type { IndexEvent } from "./events.js";
import { createDecoderSlots, type DecoderSlots } from "./decoderSlots.js";
import { stampFile } from "./identify.js";
import { followCaptions } from "./followCaptions.js";
import { followSidecars } from "./followSidecars.js";
import { indexFile, type IndexingTools } from "./indexFile.js";
import { createTurns, type TakeTurn } from "./turns.js";

/** How {@link indexFiles} works. */
export interface IndexFilesOptions extends Omit<IndexingTools, "takeTurn" | "decoderSlots"> {
  /** Those of all calls that run beside this one in a process. Default: its own. */
  readonly takeTurn?: TakeTurn;
  readonly decoderSlots?: DecoderSlots;
  /** Videos in work at a time; their frames share batches, and their decoders the processors. Default 2. */
  readonly videosAtOnce?: number;
}

/**
 * Indexes files, a few at a time, and tells what happens to each; one outcome for every path, then `captioned`
 * where the captions of an earlier run were not what they would be now, and `subtitles` where there is news beside the
 * file.
 *
 * A file that is known by its path, size, time of change and inode is not opened.
 */
export function indexFiles(paths: readonly string[], options: IndexFilesOptions): Observable<IndexEvent> {
  const { store, preset, reindexOnOtherPreset, videosAtOnce = 2 } = options;
  const tools = { decoderSlots: createDecoderSlots(), takeTurn: createTurns(), ...options };
  const indexUnlessKnown = (path: string, known: ReadonlyMap<string, KnownFile>) =>
    defer(async () => {
      const file = known.get(path);
      if (!file || file.state === "indexing") return undefined;
      if (reindexOnOtherPreset && file.pipelineFingerprint !== preset.fingerprint) return undefined;
      const stamp = await stampFile(path).catch(() => undefined);
      const isSame =
        stamp?.sizeBytes === file.sizeBytes && stamp.modifiedNs === file.modifiedNs && stamp.inode === file.inode;
      return isSame ? file.videoId : undefined;
    }).pipe(
      mergeMap((videoId) =>
        videoId === undefined ? indexFile(path, tools) : of<IndexEvent>({ type: "unchanged", path, videoId }),
      ),
    );
  return defer(() => store.knownFiles()).pipe(
    switchMap((known) =>
      from(paths).pipe(
        mergeMap((path) => indexUnlessKnown(path, known), videosAtOnce),
        followCaptions(store, known, options.captioner),
        followSidecars(store, known),
      ),
    ),
  );
}
