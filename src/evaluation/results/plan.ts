import type { Examinee } from "../examinees/examinee.js";
import { faultOfExaminee } from "../probing/examine.js";
import { examplesOf, maxRanked } from "../labels/examineLabelled.js";
import { countExamples } from "../probing/makeExamples.js";
import { detectableDifference, varianceOfShares, type PlannedRun } from "../statistics/detectableDifference.js";
import { isClipTask, isLabelTask, isMarkTask, isMediaTask, type EvaluationTask } from "../task.js";
import type { Frequencies } from "../classification/frequencies.js";
import type { Dataset } from "../dataset.js";
import { toSample, type MarkedHits } from "../marks/draw.js";

/** What a task will do, or why it will not run. */
export interface PlannedTask {
  readonly task: string;
  readonly skipped?: string | undefined;
  /** At most: what cannot be examined is left out. */
  readonly examples?: number | undefined;
  readonly clusters?: number | undefined;
  /**
   * The smallest true difference that it finds four times in five, at the 5 % level; null where that is more than values can
   * differ by, so that none can be found, missing where it cannot be known.
   */
  readonly detectable?: number | null | undefined;
}

/** What a plan is made for. */
export interface PlanOptions {
  readonly tasks: readonly EvaluationTask[];
  readonly examinee: Pick<Examinee, "by" | "maxFrames" | "writer">;
  readonly files: readonly { readonly name: string }[];
  readonly dataset?: Dataset | undefined;
  /** Counts of what the model was trained on, where it carries any. */
  readonly frequencies?: Frequencies | undefined;
  readonly marked?: MarkedHits | undefined;
  readonly seed: number;
  readonly limit?: number | undefined;
}

/** What data lacks for tasks of each source. */
export const noExamples = "it needs a dataset with examples of its kind";
export const noVideos = "it needs a dataset with a manifest.jsonl";
export const noMarks = "it needs an index whose hits people have judged: --marks";

/** How much the examples of one block of clips are assumed to go together. */
const withinCorrelation = 0.3;

/** Says before a run what each task will do. */
export function planTasks(options: PlanOptions): PlannedTask[] {
  const { tasks, examinee, files, dataset, frequencies, marked, seed, limit } = options;
  const before: string[] = [];
  const plan = (task: EvaluationTask): PlannedTask => {
    const { declared } = task;
    const fault = faultOfExaminee(declared, examinee);
    const toPlan = (count: number, clusters: number): PlannedTask => {
      const kept = Math.min(count, limit ?? count, isRanked(task) ? maxRanked : count);
      const run = { count: kept, clusters: Math.min(clusters, kept), withinCorrelation };
      return { task: declared.name, examples: run.count, clusters: run.clusters, detectable: toDetectable(run) };
    };
    if (fault !== undefined) return { task: declared.name, skipped: fault };
    if (isLabelTask(task)) {
      const examples = dataset ? examplesOf(task.declared, dataset, seed) : [];
      if (examples.length === 0) return { task: declared.name, skipped: noExamples };
      return toPlan(examples.length, new Set(examples.map(({ cluster }) => cluster)).size);
    }
    if (isMediaTask(task)) {
      const known = { files: dataset?.media ?? [], frequencies, limit, before };
      const lacking = task.lacks(known);
      const made = lacking === undefined ? task.plan(known) : `it needs ${lacking}`;
      if (typeof made === "string") return { task: declared.name, skipped: made };
      return { task: declared.name, examples: made.examples, detectable: made.run && toDetectable(made.run) };
    }
    if (isClipTask(task)) {
      const { count, clusters } = countExamples(task.declared, files, seed);
      return toPlan(count, clusters);
    }
    if (isMarkTask(task)) {
      const lacking = marked && task.lacks(marked);
      if (!marked || lacking !== undefined)
        return { task: declared.name, skipped: marked ? `it needs ${lacking}` : noMarks };
      const { length } = toSample(marked).drawn;
      return toPlan(length, length);
    }
    if (!dataset?.videos.length) return { task: declared.name, skipped: noVideos };
    const lacking = task.lacks(dataset);
    if (lacking !== undefined) return { task: declared.name, skipped: `it needs ${lacking}` };
    return toPlan(dataset.videos.length, dataset.videos.length);
  };
  return tasks.map((task) => {
    const planned = plan(task);
    if (planned.skipped === undefined) before.push(planned.task);
    return planned;
  });
}

/** Runs are planned with the largest variance there is, so that values lie two standard deviations apart at most. */
function toDetectable(run: PlannedRun): number | null {
  const detectable = run.count > 0 ? detectableDifference(run) : Number.POSITIVE_INFINITY;
  const largest = 2 * Math.sqrt(run.variance ?? varianceOfShares);
  return detectable <= largest ? detectable : null;
}

const isRanked = (task: EvaluationTask): boolean => isLabelTask(task) && task.declared.outputType === "rank";
