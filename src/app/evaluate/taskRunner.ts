import { examineLabelled } from "../../evaluation/labels/examineLabelled.js";
import type { NotExamined } from "../../evaluation/clips/clip.js";
import type { Dataset } from "../../evaluation/dataset.js";
import type { EarlierTask } from "../../evaluation/media/mediaTask.js";
import { faultOfExaminee, type ExaminationOptions } from "../../evaluation/probing/examine.js";
import { examineTask, type ExaminedClips } from "../../evaluation/probing/examineClips.js";
import type { Sample } from "../../evaluation/probing/sample.js";
import { summarise } from "../../evaluation/probing/summarise.js";
import type { Figure } from "../../evaluation/figure.js";
import { noExamples, noMarks, noVideos } from "../../evaluation/results/plan.js";
import type { TaskResult } from "../../evaluation/results/taskResult.js";
import { toClusters } from "../../evaluation/statistics/clusters.js";
import {
  isIndexTask,
  isLabelTask,
  isMarkTask,
  isMediaTask,
  type AskedExample,
  type DeclaredIndexTask,
  type DeclaredMarkTask,
  type DeclaredMediaTask,
  type EvaluationTask,
} from "../../evaluation/task.js";
import { createDatasetIndex } from "./datasetIndex.js";
import { findJudged } from "./findJudged.js";
import { createGivenIndex } from "./givenIndex.js";
import { createMediaRunner, type MediaRunnerOptions } from "./mediaRunner.js";
import type { EvaluationSource } from "./source.js";
import { tellIndexed } from "./tellIndexed.js";

type ExampleTask = Exclude<EvaluationTask, DeclaredIndexTask | DeclaredMarkTask | DeclaredMediaTask>;

/** Runs tasks one after the other, and gathers what they tell. */
export interface TaskRunner extends AsyncDisposable {
  readonly samples: readonly Sample[];
  readonly notExamined: readonly NotExamined[];
  run(task: EvaluationTask): Promise<TaskResult>;
}

export interface TaskRunnerOptions extends Pick<MediaRunnerOptions, "reference" | "frequencies"> {
  readonly examination: ExaminationOptions;
  /** Missing where no task needs any. */
  readonly clips: ExaminedClips | undefined;
  /** Where the index of a dataset is kept. Default: a folder that goes afterwards. */
  readonly folder?: string | undefined;
  /** An index that is there, in place of one that is made. */
  readonly index?: string | undefined;
  readonly onNotice: (message: string) => void;
}

/** Why nothing of a task could be examined. */
function toReason(notExamined: readonly NotExamined[]): string {
  const [reason, ...others] = new Set(notExamined.map((one) => one.reason));
  return `none of its examples can be examined${others.length === 0 ? `: ${reason}` : ""}`;
}

export function createTaskRunner(source: EvaluationSource, options: TaskRunnerOptions): TaskRunner {
  const { examination, clips, folder, onNotice } = options;
  const samples: Sample[] = [];
  const notExamined: NotExamined[] = [];
  const { dataset, judged } = source;
  const indexOptions = {
    model: examination.identity.id,
    folder,
    onNotice,
    onFault: (fault: NotExamined) => void notExamined.push(fault),
  };
  const { index: given } = options;
  const createIndex = (of: Dataset) =>
    given === undefined ? createDatasetIndex(of, indexOptions) : createGivenIndex(of, given, indexOptions);
  const index = dataset && createIndex(dataset);
  const earlier: EarlierTask[] = [];
  const runMedia = createMediaRunner(source, { ...options, earlier }, notExamined);

  const examine = async (task: ExampleTask): Promise<TaskResult> => {
    const { declared } = task;
    const fault = faultOfExaminee(declared, examination.examinee);
    if (fault !== undefined) return { declared, skipped: fault };
    const lacking = isLabelTask(task) ? noExamples : "there are no clips";
    const made = await (isLabelTask(task)
      ? dataset && examineLabelled(task.declared, dataset, examination)
      : clips && examineTask(task.declared, clips, examination));
    if (!made) return { declared, skipped: lacking };
    notExamined.push(...made.notExamined);
    samples.push(...made.samples);
    if (made.samples.length > 0) return { declared, summary: summarise(declared, made.samples) };
    return { declared, skipped: made.notExamined.length > 0 ? toReason(made.notExamined) : lacking };
  };

  const measure = async (task: DeclaredIndexTask): Promise<TaskResult> => {
    const { declared } = task;
    const fault = faultOfExaminee(declared, examination.examinee);
    if (fault !== undefined) return { declared, skipped: fault };
    if (!dataset?.videos.length || !index) return { declared, skipped: noVideos };
    const usable = declared.requires.length > 0 ? await index.usable() : dataset;
    const lacking = task.lacks(usable);
    if (lacking !== undefined) return { declared, skipped: `it needs ${lacking}` };
    const { seed, media } = examination;
    const openIndex = () => index.open();
    const before = samples.length;
    const result = await gather(task, (onAsked) => task.run({ dataset: usable, index: openIndex, seed, onAsked }));
    const asked = samples.slice(before);
    if (media) await tellIndexed({ asked, dataset: usable, openIndex, clips: clips?.clips ?? [], media });
    return result;
  };

  const measureByMarks = async (task: DeclaredMarkTask): Promise<TaskResult> => {
    const { declared } = task;
    if (!judged) return { declared, skipped: noMarks };
    const { identity, signal } = examination;
    const marked = await findJudged(judged, { modelId: identity.id, onNotice, signal });
    const lacking = task.lacks(marked);
    if (lacking !== undefined) return { declared, skipped: `it needs ${lacking}` };
    return gather(task, (onAsked) => task.run(marked, onAsked));
  };

  /** Runs a task, and keeps each thing that it asks. */
  const gather = async (
    { declared }: DeclaredIndexTask | DeclaredMarkTask,
    measureAll: (onAsked: (asked: AskedExample) => void) => Promise<Figure[]>,
  ): Promise<TaskResult> => {
    const asked: Sample[] = [];
    const figures = await measureAll(({ values, ...one }) =>
      asked.push({ task: declared.name, ...one, key: "", values: { full: values } }),
    );
    samples.push(...asked);
    return { declared, figures, asked: asked.length, clusters: toClusters(asked, ({ cluster }) => cluster).length };
  };

  const runOther = async (task: Exclude<EvaluationTask, DeclaredMediaTask>): Promise<TaskResult> => {
    if (isMarkTask(task)) return measureByMarks(task);
    return isIndexTask(task) ? measure(task) : examine(task);
  };

  return {
    samples,
    notExamined,
    async run(task) {
      const before = samples.length;
      const media = isMediaTask(task) ? await runMedia(task) : undefined;
      samples.push(...(media?.samples ?? []));
      const result = media?.result ?? (await runOther(task as Exclude<EvaluationTask, DeclaredMediaTask>));
      earlier.push({ declared: task.declared, samples: samples.slice(before), classified: media?.classified });
      return result;
    },
    [Symbol.asyncDispose]: async () => index?.[Symbol.asyncDispose](),
  };
}
