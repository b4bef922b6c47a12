import type { Span } from "../../core/span.js";
import type { NewSegment, StoredClips, StoredFrames } from "../../store/catalog/records.js";

/** What a captioner sees of a video: what the index holds of it. Not to be changed. */
export interface CaptionableVideo {
  readonly durationSeconds: number;
  readonly frames: StoredFrames;
  readonly clips: StoredClips;
  /** In time order. */
  readonly shots: readonly Span[];
}

/** Describes what embeddings support, and nothing else. */
export interface Captioner {
  readonly name: string;
  /** Changes whenever it would say something else of the same video. */
  readonly fingerprint: string;
  /**
   * Captions of a whole video: in time order, disjoint, inside it, never empty, neighbours different. What nothing is
   * known of has none. Every phrase has keyframes inside its segment.
   */
  caption(video: CaptionableVideo): Promise<readonly NewSegment[]>;
}
