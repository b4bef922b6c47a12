import type { AnnotatableVideo } from "../annotators/annotator.js";
import { collectSegments } from "../annotators/collectSegments.js";
import { toMessage } from "../core/errors.js";
import type { Annotation } from "../store/catalog/records.js";
import type { StaleAnnotator } from "./staleAnnotators.js";

/** What came of running an annotator. */
export interface Annotated {
  /** What is to be stored; undefined where the annotator failed, and what was stored before stays. */
  readonly annotation: Annotation | undefined;
  /** A sentence for people each. */
  readonly problems: readonly string[];
}

/**
 * Runs an annotator on a whole video and stores nothing. Whatever it throws is a problem; only the reason of an aborted
 * `signal` is thrown on.
 */
export async function runAnnotator(
  { annotator, sidecars, fingerprint }: StaleAnnotator,
  video: Omit<AnnotatableVideo, "sidecars">,
  signal: AbortSignal,
): Promise<Annotated> {
  const { name, source } = annotator;
  try {
    const { segments, curve, problems } = await collectSegments(annotator, { ...video, sidecars }, signal);
    return { annotation: { annotator: name, source, fingerprint, segments, curve }, problems };
  } catch (error) {
    signal.throwIfAborted();
    return { annotation: undefined, problems: [`${name}: ${toMessage(error)}`] };
  }
}
