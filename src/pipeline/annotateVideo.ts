import type { Observable } from "rxjs";
import type { Annotator } from "../annotators/annotator.js";
import type { SidecarFinder } from "../annotators/sidecars.js";
import type { MediaInfo } from "../media/mediaInfo.js";
import type { Store, StoreReader } from "../store/store.js";
import { openAnnotatable } from "./annotatableVideo.js";
import type { DecoderSlots } from "./decoderSlots.js";
import type { IndexEvent } from "./events.js";
import { mapPulled } from "./mapPulled.js";
import { runAnnotator } from "./runAnnotator.js";
import { findStale } from "./staleAnnotators.js";

/** What annotating needs. */
export interface AnnotationTools {
  readonly store: StoreReader & Pick<Store, "putAnnotation">;
  /** In the order in which they are run. */
  readonly annotators: readonly Annotator[];
  readonly sidecars: SidecarFinder;
  readonly decoderSlots: DecoderSlots;
  /** Whether all are run, whatever is stored. Default false. */
  readonly again?: boolean;
}

/** A stored video. */
export interface AnnotatedFile {
  /** Names it in events; where this file is there, it holds the video. */
  readonly path: string;
  readonly videoId: string;
  /** What probing the file told already. */
  readonly info?: MediaInfo | undefined;
}

/**
 * Runs each annotator that would say something else of a video than what is stored, stores what it says, and tells of
 * each: cold, and whoever leaves stops the one at work, of which nothing is stored.
 *
 * An annotator that fails costs nothing but what it would have said: its problem is told, and the next run tries again.
 */
export function annotateVideo(file: AnnotatedFile, tools: AnnotationTools): Observable<IndexEvent> {
  return mapPulled(
    (signal) => annotate(file, tools, signal),
    (event) => Promise.resolve(event),
    { inFlight: 1 },
  );
}

async function* annotate(
  { path, videoId, info }: AnnotatedFile,
  tools: AnnotationTools,
  signal: AbortSignal,
): AsyncGenerator<IndexEvent> {
  const { store, decoderSlots } = tools;
  const record = await store.findVideo(videoId);
  const stale = record ? await findStale(record, tools) : [];
  if (!record || stale.length === 0) return;
  const video = await openAnnotatable({ store, record, path, media: info, decoderSlots, signal });
  for (const one of stale) {
    const { annotation, problems } = await runAnnotator(one, video, signal);
    if (annotation && !(await store.putAnnotation(videoId, annotation))) return; // it was removed meanwhile
    const { name, source } = one.annotator;
    const told = { segmentCount: annotation?.segments.length ?? 0, problems, failed: !annotation };
    yield { type: "annotated", path, videoId, annotator: name, source, ...told };
  }
}
