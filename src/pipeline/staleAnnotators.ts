import { existsSync } from "node:fs";
import type { Annotator } from "../annotators/annotator.js";
import { withSidecars, type Sidecar, type SidecarFinder } from "../annotators/sidecars.js";
import type { VideoRecord } from "../store/catalog/records.js";

/** An annotator that would say something else of a video than what is stored, or of which nothing is stored. */
export interface StaleAnnotator {
  readonly annotator: Annotator;
  readonly sidecars: readonly Sidecar[];
  /** That of the annotator and of the sidecars as they are now: what to store with what it says. */
  readonly fingerprint: string;
}

/** How {@link findStale} tells. */
export interface StaleOptions {
  readonly annotators: readonly Annotator[];
  readonly sidecars: SidecarFinder;
  /** Whether all count as stale. Default false. */
  readonly again?: boolean;
}

/** The annotators that are to be run on a video, in their order; nothing is read. */
export async function findStale(
  { paths, annotatedBy }: Pick<VideoRecord, "paths" | "annotatedBy">,
  { annotators, sidecars: finder, again = false }: StaleOptions,
): Promise<StaleAnnotator[]> {
  const stale: StaleAnnotator[] = [];
  for (const annotator of annotators) {
    const sidecars = annotator.sidecars ? await finder.find(paths, annotator.sidecars) : [];
    const fingerprint = withSidecars(annotator.fingerprint, sidecars);
    if (!again && annotatedBy[annotator.name] === fingerprint) continue;
    const canRun = annotator.needs === "embeddings" || paths.some((path) => existsSync(path));
    if (canRun) stale.push({ annotator, sidecars, fingerprint });
  }
  return stale;
}
