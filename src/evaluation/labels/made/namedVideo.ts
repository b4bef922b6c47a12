import type { LabelledVideo } from "../../dataset.js";

/** A labelled video, and what it is called in results. */
export interface NamedVideo {
  readonly name: string;
  readonly video: LabelledVideo;
}
