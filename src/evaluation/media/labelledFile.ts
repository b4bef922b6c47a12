import type { Sequence } from "../clips/sequence.js";
import type { LabelledMedium } from "../labels/labelledExample.js";
import type { MediumLabels } from "./mediumLabels.js";

/** A picture or a video with what people say of it as a whole. */
export interface LabelledFile extends LabelledMedium {
  /** As results call it: its path from the folder of the dataset, with slashes. */
  readonly name: string;
  readonly labels: MediumLabels;
}

/** One that an examinee has seen. */
export interface SeenFile extends LabelledFile {
  readonly sequence: Sequence;
}
