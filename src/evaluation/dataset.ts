import type { Span } from "../core/span.js";
import type { LabelledExample } from "./labels/labelledExample.js";
import type { LabelledFile } from "./media/labelledFile.js";
import type { NotExamined } from "./clips/clip.js";
import type { CaptionTruth } from "./metrics/captioning/phraseTruth.js";

/** Something that happens in a video. */
export interface LabelledEvent extends Span {
  readonly text: string;
}

/** A question about a video and its answer; one of `options`, where there are some. */
export interface LabelledQuestion {
  readonly question: string;
  readonly answer: string;
  readonly options?: readonly string[] | undefined;
  /** What sort of question it is, in the words of the dataset. */
  readonly kind?: string | undefined;
}

/** A video and what is true of it. */
export interface LabelledVideo {
  /** Absolute. */
  readonly path: string;
  readonly durationSeconds: number;
  /** Sentences that describe the video; the first is its caption. Not empty. */
  readonly captions: readonly string[];
  /** In order of their start. */
  readonly events: readonly LabelledEvent[];
  readonly questions: readonly LabelledQuestion[];
  /** All that can be seen, in time order; empty where not all of it is known. */
  readonly shown: readonly CaptionTruth[];
  /** Path of the video that shows the same in the opposite order. */
  readonly twinPath?: string | undefined;
  /** How the two differ, in the words of the dataset. */
  readonly twinKind?: string | undefined;
  /** Whether it was drawn by `samples/`, so that its truth is exact. */
  readonly rendered: boolean;
  /** Whether no model of this package has seen its combination of actor, colour and event in training. */
  readonly unseen: boolean;
}

/** Data with ground truth: a folder with a `manifest.jsonl`, or files of another format; see README.md. */
export interface Dataset {
  /** Of the folder or file. */
  readonly name: string;
  readonly directory: string;
  /** What can be indexed and asked about; empty where the data is no manifest. */
  readonly videos: readonly LabelledVideo[];
  /** What models are asked about single videos and pictures. */
  readonly examples: readonly LabelledExample[];
  /** Pictures and videos with labels as a whole: a class, groups, a split. Default: none. */
  readonly media?: readonly LabelledFile[] | undefined;
  /** Searches that ask for no group of people, where the data brings its own. */
  readonly neutralQueries?: readonly string[] | undefined;
  /** What of the files cannot be used: the line, and why. */
  readonly faults: readonly NotExamined[];
}
