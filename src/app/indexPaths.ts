import { concat, concatMap, defer, EMPTY, Observable, of } from "rxjs";
import { createAnnotators } from "../annotators/annotators.js";
import { findFfmpeg } from "../media/findFfmpeg.js";
import { indexFiles } from "../pipeline/indexFiles.js";
import { defaultPreset, loadPreset } from "../pipeline/preset.js";
import { openStore, type Store } from "../store/store.js";
import { keepRerank } from "./keptRerank.js";
import type { IndexEvent, IndexOptions } from "./kinodex.js";
import { listFiles } from "./listFiles.js";
import { requireCapability } from "./requireCapability.js";
import type { Session } from "./session.js";
import { whileOpen } from "./whileOpen.js";

/** What indexing needs of the library that it belongs to. */
export interface IndexPathsParts extends Session {
  readonly onNotice: (message: string) => void;
  /** Hears of each writer that is being closed. */
  readonly onClosing: (closed: Promise<void>) => void;
}

/** Indexes files and folders, then brings what makes search fast and honest in step with what is stored. */
export function indexPaths(
  paths: readonly string[],
  { pipeline }: IndexOptions,
  { store: reader, model, models, searcher, onNotice, onClosing }: IndexPathsParts,
): Observable<IndexEvent> {
  const { directory } = reader;
  return defer(async () => {
    const preset = loadPreset(pipeline ?? defaultPreset);
    const { rerank } = preset.settings;
    if (rerank?.model !== undefined) await requireCapability(rerank.model, "matching");
    const [{ warning }, listed, annotatorSet] = await Promise.all([
      findFfmpeg(),
      listFiles(paths),
      createAnnotators(preset.settings.annotators, { model, models }),
    ]);
    if (warning) onNotice(warning);
    return { preset, annotatorSet, ...listed };
  }).pipe(
    concatMap(({ preset, annotatorSet, files, failed, emptyFolders }) => {
      const open = () => openStore({ directory, model: model.identity, access: "write", create: false, onNotice });
      const use = (store: Store): Observable<IndexEvent> => {
        const { annotators, unavailable } = annotatorSet;
        for (const one of unavailable) onNotice(one.unavailable);
        const tools = { store, preset, model, annotators, reindexOnOtherPreset: pipeline !== undefined };
        return concat(
          pipeline === undefined ? EMPTY : silently(() => keepRerank(store, preset.settings.rerank)),
          indexFiles(files, tools),
          silently(() => model.release("image")), // it takes memory, and what follows needs the text encoder alone
          saveGraphs(store),
          silently(() => searcher.refresh(store)),
        );
      };
      const listed = { type: "listed", fileCount: files.length, emptyFolders } as const;
      return concat(of(listed), failed, whileOpen(open, use, onClosing));
    }),
  );
}

/** Does something that nobody is told of. */
function silently(work: () => Promise<void>): Observable<never> {
  return defer(work).pipe(concatMap(() => EMPTY));
}

/** Writes the search graphs where that is worth it, and tells how far each is. */
function saveGraphs(store: Store): Observable<IndexEvent> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    const onProgress = (kind: "frames" | "clips", done: number, total: number) =>
      subscriber.next({ type: "graph", kind, done, total });
    store.saveSnapshots({ signal: abort.signal, onProgress }).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => abort.abort();
  });
}
