import { segmentSources } from "../../store/catalog/segmentSource.js";
import type { Moment } from "../../temporal/moments.js";

/** What a moment was found by: embeddings, or words about it. */
export const momentSources = ["frame", "clip", ...segmentSources] as const;

export type MomentSource = (typeof momentSources)[number];

/** A span of a video that answers a query. */
export interface FoundMoment extends Moment {
  readonly videoId: string;
  /** One of the paths under which the video is known. */
  readonly path: string;
  readonly sources: readonly MomentSource[];
}

/** A moment as it is told to people and programs. */
export interface ConfidentMoment extends FoundMoment {
  /**
   * Probability that an unrelated query's best moment is less similar (in this index, or in the one video searched), or
   * that its words are said less and what is said is true, whichever is higher.
   */
  readonly confidence: number;
}
