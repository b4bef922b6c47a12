import type { Model } from "../models/model.js";
import type { Searcher } from "../query/searcher.js";
import type { StoreReader } from "../store/store.js";
import type { Dataset } from "./dataset.js";
import type { Figure } from "./figure.js";

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
}

/** Something that can be measured. */
export interface EvaluationTask {
  readonly name: string;
  /** One sentence for people. */
  readonly what: string;
  /** Why it cannot run on a dataset, as the end of "it needs …"; `undefined` where it can. */
  lacks(dataset: Dataset): string | undefined;
  /** Measures its figures, of unlike names. Gives the same for the same subject; timings aside. */
  run(subject: EvaluationSubject): Promise<Figure[]>;
}
