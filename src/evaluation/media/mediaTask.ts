import type { ClassAnswer } from "../classification/confusion.js";
import type { Frequencies } from "../classification/frequencies.js";
import type { NotExamined } from "../clips/clip.js";
import type { Declared } from "../declaration.js";
import type { Examinee } from "../examinees/examinee.js";
import type { Figure } from "../figure.js";
import type { ExaminationOptions } from "../probing/examine.js";
import type { Sample } from "../probing/sample.js";
import type { PlannedRun } from "../statistics/detectableDifference.js";
import type { LabelledFile } from "./labelledFile.js";
import type { MediaReader } from "./readMedia.js";

/** What is known before anything is read. */
export interface KnownMedia {
  readonly files: readonly LabelledFile[];
  /** Counts of the model's training data, where it carries any. */
  readonly frequencies?: Frequencies | undefined;
}

/** What is known before a run. */
export interface PlannedMedia extends KnownMedia {
  /** Examples of each task. Default: all. */
  readonly limit?: number | undefined;
  /** Names of the tasks that will have run. */
  readonly before: readonly string[];
}

/** What a task will look at. */
export interface MediaPlan {
  /** Things that its figures come from; fewer where some cannot be read. */
  readonly examples: number;
  /** By which it is known how small a difference it finds. Default: that cannot be known. */
  readonly run?: PlannedRun | undefined;
}

/** What a task about labelled pictures and videos measures on. */
export interface MediaSubject extends KnownMedia {
  readonly reader: MediaReader;
  readonly examination: ExaminationOptions;
  /** Another model, to compare with; the reader shows it everything too. */
  readonly reference?: { readonly id: string; readonly examinee: Examinee } | undefined;
  /** Searches that ask for no group, where the dataset brings its own. */
  readonly neutralQueries?: readonly string[] | undefined;
  /** What earlier tasks of the run gave. */
  readonly earlier: readonly EarlierTask[];
}

/** What an earlier task of the run gave. */
export interface EarlierTask {
  readonly declared: Pick<Declared, "name" | "headline" | "what">;
  readonly samples: readonly Sample[];
  /** Of a classification, what each file was taken for. */
  readonly classified?: readonly ClassifiedFile[] | undefined;
}

/** The class of a file, and the one that it was given. */
export interface ClassifiedFile extends ClassAnswer {
  readonly name: string;
}

/** What such a task gives. */
export interface MediaOutcome {
  readonly figures: readonly Figure[];
  /** Examples that were answered under controls, to be summed up. Default: none. */
  readonly samples?: readonly Sample[] | undefined;
  readonly classified?: readonly ClassifiedFile[] | undefined;
  readonly notExamined: readonly NotExamined[];
  /** How many things the figures come from, where nothing was sampled. */
  readonly count?: number | undefined;
  /** Why there are no figures, where there are none. */
  readonly skipped?: string | undefined;
}

/** The code of a task about labelled pictures and videos. */
export interface MediaTask {
  /** Why it cannot run, as the end of "it needs …"; `undefined` where it can. */
  lacks(media: KnownMedia): string | undefined;
  /** Says of media that it does not lack what it will look at, or why nothing will be said; nothing is read. */
  plan(media: PlannedMedia): MediaPlan | string;
  /** Measures its figures, of unlike names; none where nothing can be said. Gives the same for the same subject. */
  run(subject: MediaSubject, declared: Declared<"media">): Promise<MediaOutcome>;
}
