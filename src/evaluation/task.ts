import type { Model } from "../models/model.js";
import type { Searcher } from "../query/searcher.js";
import type { StoreReader } from "../store/store.js";
import type { Dataset } from "./dataset.js";
import type { Declared } from "./declaration.js";
import type { Figure } from "./figure.js";
import type { MarkedHits } from "./marks/draw.js";
import type { MediaTask } from "./media/mediaTask.js";
import type { JudgedAnswer } from "./metrics/selective/calibration.js";

/** An index that holds the videos of a dataset, the model it was made with, and what searches it. */
export interface EvaluatedIndex {
  readonly store: StoreReader;
  readonly model: Model;
  readonly searcher: Searcher;
}

/** What a task measures on. */
export interface EvaluationSubject {
  readonly dataset: Dataset;
  /** The dataset's index; made when a task first asks. */
  readonly index: () => Promise<EvaluatedIndex>;
  /** Of what a task draws: the same seed draws the same. */
  readonly seed: number;
  /** Hears what came of each thing that was asked. Default: nobody. */
  readonly onAsked?: ((asked: AskedExample) => void) | undefined;
}

/** What came of one thing that a task asked. */
export interface AskedExample {
  /** Unlike for all that the task asks. */
  readonly id: string;
  /** What it has in common with others that depend on it: a video, as a rule. */
  readonly cluster: string;
  /** Numbers by name: 1 and 0 for right and wrong. */
  readonly values: Readonly<Record<string, number>>;
  /** Where an answer came with a confidence: both, as calibration takes them. */
  readonly judged?: JudgedAnswer | undefined;
}

/** The code of a task that measures an index of labelled videos. */
export interface IndexTask {
  /** Why it cannot run on a dataset, as the end of "it needs …"; `undefined` where it can. */
  lacks(dataset: Dataset): string | undefined;
  /** Measures its figures, of unlike names. Gives the same for the same subject; timings aside. */
  run(subject: EvaluationSubject): Promise<Figure[]>;
}

/** A task that measures an index: its declaration and its code. */
export interface DeclaredIndexTask extends IndexTask {
  readonly declared: Declared<"index">;
}

/** The code of a task that measures an index by what people said of its hits. */
export interface MarkTask {
  /** Why it cannot run on these marks, as the end of "it needs …"; `undefined` where it can. */
  lacks(marked: MarkedHits): string | undefined;
  /** Measures its figures, of unlike names; tells of each hit that counts. */
  run(marked: MarkedHits, onAsked?: EvaluationSubject["onAsked"]): Promise<Figure[]>;
}

/** A task that measures an index by marks: its declaration and its code. */
export interface DeclaredMarkTask extends MarkTask {
  readonly declared: Declared<"marks">;
}

/** A task whose examples are made of clips, or labelled: its declaration says all. */
export interface DeclaredExampleTask<From extends "clips" | "labels"> {
  readonly declared: Declared<From>;
}

/** A task about labelled pictures and videos: its declaration and its code. */
export interface DeclaredMediaTask extends MediaTask {
  readonly declared: Declared<"media">;
}

/** Something that can be measured: of examples a declaration says all, of the others code does the work. */
export type EvaluationTask =
  | DeclaredExampleTask<"clips">
  | DeclaredExampleTask<"labels">
  | DeclaredIndexTask
  | DeclaredMediaTask
  | DeclaredMarkTask;

/** Whether a task measures an index of labelled videos. */
export const isIndexTask = (task: EvaluationTask): task is DeclaredIndexTask => task.declared.from === "index";

/** Whether a task is about labelled pictures and videos. */
export const isMediaTask = (task: EvaluationTask): task is DeclaredMediaTask => task.declared.from === "media";

/** Whether a task measures an index by marks. */
export const isMarkTask = (task: EvaluationTask): task is DeclaredMarkTask => task.declared.from === "marks";

/** Whether a task makes its examples of clips. */
export const isClipTask = (task: EvaluationTask): task is DeclaredExampleTask<"clips"> =>
  task.declared.from === "clips";

/** Whether the examples of a task are labelled. */
export const isLabelTask = (task: EvaluationTask): task is DeclaredExampleTask<"labels"> =>
  task.declared.from === "labels";
