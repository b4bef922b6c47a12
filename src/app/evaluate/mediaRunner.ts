import { createMediaReader } from "../../evaluation/media/readMedia.js";
import type { EarlierTask, MediaSubject } from "../../evaluation/media/mediaTask.js";
import { faultOfExaminee, type ExaminationOptions } from "../../evaluation/probing/examine.js";
import type { Sample } from "../../evaluation/probing/sample.js";
import { summarise } from "../../evaluation/probing/summarise.js";
import type { TaskResult } from "../../evaluation/results/taskResult.js";
import type { DeclaredMediaTask } from "../../evaluation/task.js";
import type { NotExamined } from "../../evaluation/clips/clip.js";
import type { EvaluationSource } from "./source.js";

/** What is known of the model besides. */
export type MediaRunnerOptions = Pick<MediaSubject, "reference" | "frequencies"> & {
  readonly examination: ExaminationOptions;
  /** What earlier tasks gave; grows. */
  readonly earlier: readonly EarlierTask[];
};

/** A result with what was sampled for it. */
export interface MediaResult extends Partial<Pick<EarlierTask, "classified">> {
  readonly result: TaskResult;
  readonly samples: readonly Sample[];
}

/** Runs tasks about labelled pictures and videos, each of which is read once. */
export function createMediaRunner(
  { dataset }: EvaluationSource,
  { examination, earlier, ...known }: MediaRunnerOptions,
  notExamined: NotExamined[],
): (task: DeclaredMediaTask) => Promise<MediaResult> {
  const { examinee, frameCache, media, signal, onProgress } = examination;
  const reference = known.reference?.examinee;
  const reader = createMediaReader({ examinee, reference, frameCache, media, signal, onProgress });
  const files = dataset?.media ?? [];
  const { neutralQueries } = dataset ?? {};
  let told = 0;
  return async (task) => {
    const { declared } = task;
    const lacking = task.lacks({ files, ...known });
    const fault = faultOfExaminee(declared, examinee) ?? (lacking === undefined ? undefined : `it needs ${lacking}`);
    if (fault !== undefined) return { result: { declared, skipped: fault }, samples: [] };
    const subject = { ...known, files, reader, examination, neutralQueries, earlier };
    const { figures, samples = [], classified, count = 0, skipped, ...outcome } = await task.run(subject, declared);
    notExamined.push(...reader.notExamined.slice(told), ...outcome.notExamined);
    told = reader.notExamined.length;
    if (samples.length > 0)
      return { result: { declared, summary: summarise(declared, samples), figures }, samples, classified };
    if (figures.length > 0) return { result: { declared, figures, asked: count, clusters: count }, samples };
    return { result: { declared, skipped: skipped ?? "nothing can be said of this data" }, samples };
  };
}
