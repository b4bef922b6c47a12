import { isKinodexError } from "../../core/errors.js";
import { openExaminee } from "../../evaluation/examinees/openExaminee.js";
import type { Examinee } from "../../evaluation/examinees/examinee.js";
import type { ExaminationOptions } from "../../evaluation/probing/examine.js";
import { examineTask, readClips } from "../../evaluation/probing/examineClips.js";
import { findMarkTasks, findTasks } from "../../evaluation/registry.js";
import { planTasks, type PlannedTask } from "../../evaluation/results/plan.js";
import { isClipTask, type EvaluationTask } from "../../evaluation/task.js";
import type { Model } from "../../models/model.js";
import { findFrequencies } from "./findFrequencies.js";
import { findJudged } from "./findJudged.js";
import { findSource, type EvaluationSource } from "./source.js";
import type { EvaluateOptions } from "./runEvaluation.js";

/** What a run will do. */
export interface EvaluationPlan {
  readonly model: string;
  readonly data: string;
  readonly clips: number;
  readonly tasks: readonly (PlannedTask & { readonly what: string })[];
  /** Of the tasks that are made from clips, as a trial on a few of them suggests; null where it could not be tried. */
  readonly seconds: number | null;
  readonly faults: EvaluationSource["notExamined"];
}

/** Says before the start how much a run can tell, and how long it takes. Throws what running it would. */
export async function planEvaluation(options: EvaluateOptions & { readonly model: Model }): Promise<EvaluationPlan> {
  const { tasks: names = [], model, limit, seed = 1, signal = new AbortController().signal } = options;
  const source = await findSource(options);
  const tasks = source.judged ? findMarkTasks(names) : findTasks(names, source.dataset);
  const examinee = await openExaminee(model);
  const { files, dataset, judged } = source;
  const frequencies = await findFrequencies(model.identity.id);
  const marked = judged && (await findJudged(judged, { modelId: model.identity.id, onNotice: () => {}, signal }));
  const planned = planTasks({ tasks, examinee, files, dataset, frequencies, marked, seed, limit });
  const examination = { identity: model.identity, examinee, phraser: examinee, seed, signal };
  return {
    model: model.identity.id,
    data: source.name,
    clips: files.length,
    tasks: planned.map((task, n) => ({ ...task, what: (tasks[n] as EvaluationTask).declared.what })),
    seconds: await tryOut(tasks, planned, source, examination),
    faults: source.notExamined,
  };
}

/** So many clips are read, spread over all, to see how long one takes. */
const triedClips = 2;

async function tryOut(
  tasks: readonly EvaluationTask[],
  planned: readonly PlannedTask[],
  { files }: EvaluationSource,
  examination: ExaminationOptions & { readonly examinee: Examinee },
): Promise<number | null> {
  const first = tasks.find((task, n) => isClipTask(task) && planned[n]?.skipped === undefined);
  if (!first || !isClipTask(first)) return null;
  const step = Math.max(1, Math.floor(files.length / triedClips));
  const tried = files.filter((_, n) => n % step === 0).slice(0, triedClips);
  try {
    const startedMs = performance.now();
    const clips = await readClips(tried, examination);
    const readMs = performance.now();
    const { samples } = await examineTask(first.declared, clips, { ...examination, limit: 1 });
    if (samples.length === 0) return null;
    const exampleMs = performance.now() - readMs;
    const examples = planned.reduce((sum, task, n) => sum + (isMade(tasks[n]) ? (task.examples ?? 0) : 0), 0);
    return Math.round((((readMs - startedMs) / tried.length) * files.length + exampleMs * examples) / 1000);
  } catch (error) {
    if (isKinodexError(error) && !examination.signal.aborted) return null;
    throw error;
  }
}

const isMade = (task: EvaluationTask | undefined): boolean => task !== undefined && isClipTask(task);
