import { concat, defer, EMPTY, finalize, from, mergeMap, of, switchMap, type Observable } from "rxjs";
import { createSidecarFinder } from "../annotators/sidecars.js";
import type { KnownFile } from "../store/catalog/records.js";
import { annotateVideo } from "./annotateVideo.js";
import { createDecoderSlots, type DecoderSlots } from "./decoderSlots.js";
import type { IndexEvent } from "./events.js";
import { stampFile } from "./identify.js";
import { indexFile, type IndexingTools } from "./indexFile.js";
import { findStale } from "./staleAnnotators.js";
import { createTurns, type TakeTurn } from "./turns.js";

/** How {@link indexFiles} works. */
export interface IndexFilesOptions extends Omit<
  IndexingTools,
  "annotators" | "sidecars" | "takeTurn" | "decoderSlots"
> {
  /** What puts words on the videos, in this order. Default: nothing. */
  readonly annotators?: IndexingTools["annotators"];
  /** Those of all calls that run beside this one in a process. Default: its own. */
  readonly takeTurn?: TakeTurn;
  readonly decoderSlots?: DecoderSlots;
  /** Videos in work at a time; their frames share batches, and their decoders the processors. Default 2. */
  readonly videosAtOnce?: number;
}

/**
 * Indexes files, a few at a time, and tells what happens to each: one outcome for every path, then `annotated` for each
 * annotator that would say something else than what is stored.
 *
 * A file that is known by its path, size, time of change and inode is not opened.
 */
export function indexFiles(paths: readonly string[], options: IndexFilesOptions): Observable<IndexEvent> {
  const { store, preset, reindexOnOtherPreset, videosAtOnce = 2 } = options;
  const shared = { annotators: [], decoderSlots: createDecoderSlots(), takeTurn: createTurns() };
  const tools: IndexingTools = { ...shared, ...options, sidecars: createSidecarFinder() };

  const isUnchanged = async (path: string, file: KnownFile): Promise<boolean> => {
    if (file.state === "indexing") return false;
    if (reindexOnOtherPreset && file.pipelineFingerprint !== preset.fingerprint) return false;
    const stamp = await stampFile(path).catch(() => undefined);
    return stamp?.sizeBytes === file.sizeBytes && stamp.modifiedNs === file.modifiedNs && stamp.inode === file.inode;
  };
  /** Asks the index nothing where there is nothing to do, as in most runs for most files. */
  const annotateKnown = (path: string, { videoId, ...file }: KnownFile) =>
    defer(async () => {
      if ((await findStale(file, tools)).length === 0) return EMPTY;
      const endTurn = await tools.takeTurn(videoId);
      return annotateVideo({ path, videoId }, tools).pipe(finalize(endTurn));
    }).pipe(switchMap((events) => events));
  const indexUnlessKnown = (path: string, file: KnownFile | undefined): Observable<IndexEvent> =>
    defer(async () => (file && (await isUnchanged(path, file)) ? file : undefined)).pipe(
      switchMap((unchanged) =>
        unchanged
          ? concat(of({ type: "unchanged", path, videoId: unchanged.videoId } as const), annotateKnown(path, unchanged))
          : indexFile(path, tools),
      ),
    );
  return defer(() => store.knownFiles()).pipe(
    switchMap((known) => from(paths).pipe(mergeMap((path) => indexUnlessKnown(path, known.get(path)), videosAtOnce))),
  );
}
