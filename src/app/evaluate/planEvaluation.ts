import { openExaminee } from "../../evaluation/examinees/openExaminee.js";
import { findMarkTasks, findTasks } from "../../evaluation/registry.js";
import { planTasks, type PlannedTask } from "../../evaluation/results/plan.js";
import type { EvaluationTask } from "../../evaluation/task.js";
import type { Model } from "../../models/model.js";
import { createModelShelf } from "../../models/modelShelf.js";
import { findFrequencies } from "./findFrequencies.js";
import { findJudged } from "./findJudged.js";
import { findSource, type EvaluationSource } from "./source.js";
import type { EvaluateOptions } from "./runEvaluation.js";
import { tryOut } from "./tryOut.js";

/** What a run will do. */
export interface EvaluationPlan {
  readonly model: string;
  readonly data: string;
  readonly clips: number;
  /** Pictures and videos with labels as a whole. */
  readonly media: number;
  readonly tasks: readonly (PlannedTask & { readonly what: string })[];
  /** Without tasks that measure an index, as a trial on a few files suggests; null where it could not be tried. */
  readonly seconds: number | null;
  readonly faults: EvaluationSource["notExamined"];
}

/** Says before the start how much a run can tell, and how long it takes. Throws what running it would. */
export async function planEvaluation(options: EvaluateOptions & { readonly model: Model }): Promise<EvaluationPlan> {
  const { tasks: names = [], model, limit, seed = 1, signal = new AbortController().signal } = options;
  const source = await findSource(options);
  const tasks = source.judged ? findMarkTasks(names) : findTasks(names, source.dataset);
  await using models = createModelShelf();
  const examinee = await openExaminee(model, models);
  const { files, dataset, judged } = source;
  const frequencies = await findFrequencies(model.identity.id);
  const marked = judged && (await findJudged(judged, { modelId: model.identity.id, onNotice: () => {}, signal }));
  const planned = planTasks({ tasks, examinee, files, dataset, frequencies, marked, seed, limit });
  const examination = { identity: model.identity, examinee, phraser: examinee, seed, signal };
  return {
    model: model.identity.id,
    data: source.name,
    clips: files.length,
    media: dataset?.media?.length ?? 0,
    tasks: planned.map((task, n) => ({ ...task, what: (tasks[n] as EvaluationTask).declared.what })),
    seconds: await tryOut(tasks, planned, source, examination),
    faults: source.notExamined,
  };
}
