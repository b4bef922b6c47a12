import { isKinodexError } from "../../core/errors.js";
import { openFrameCache } from "../../evaluation/clips/frameCache.js";
import { embedderOf } from "../../evaluation/examinees/embedderOf.js";
import { examineLabelled, examplesOf } from "../../evaluation/labels/examineLabelled.js";
import { mediaOf } from "../../evaluation/labels/labelledExample.js";
import { createMediaReader } from "../../evaluation/media/readMedia.js";
import type { ExaminationOptions } from "../../evaluation/probing/examine.js";
import { examineTask, readClips } from "../../evaluation/probing/examineClips.js";
import type { PlannedTask } from "../../evaluation/results/plan.js";
import { meanOf } from "../../evaluation/statistics/summary.js";
import { isClipTask, isLabelTask, isMediaTask, type EvaluationTask } from "../../evaluation/task.js";
import type { EvaluationSource } from "./source.js";

/** A task that will run, and how many examples it has. */
interface Tried<Task extends EvaluationTask> {
  readonly task: Task;
  readonly examples: number;
}

/** Milliseconds that tasks of one sort will take; undefined where nothing could be tried, 0 where there is no such task. */
type Trial = (
  chosen: readonly Tried<EvaluationTask>[],
  source: EvaluationSource,
  examination: ExaminationOptions,
) => Promise<number | undefined>;

/** So many clips, or labelled files, are read to see how long one takes. */
const triedClips = 2;
const triedFiles = 8;

/**
 * Seconds that a run will take, by what a few of its files and examples take now; without the tasks that measure an index.
 * `null` where something could not be tried, and where no task can be.
 */
export async function tryOut(
  tasks: readonly EvaluationTask[],
  planned: readonly PlannedTask[],
  source: EvaluationSource,
  examination: ExaminationOptions,
): Promise<number | null> {
  const chosen = tasks.flatMap((task, n) =>
    planned[n]?.skipped === undefined ? [{ task, examples: planned[n]?.examples ?? 0 }] : [],
  );
  if (!chosen.some(({ task }) => isClipTask(task) || isLabelTask(task) || isMediaTask(task))) return null;
  try {
    let all = 0;
    for (const trial of [tryClips, tryLabelled, tryMedia]) {
      const ms = await trial(chosen, source, examination);
      if (ms === undefined) return null;
      all += ms;
    }
    return Math.round(all / 1000);
  } catch (error) {
    if (isKinodexError(error) && !examination.signal.aborted) return null;
    throw error;
  }
}

const tryClips: Trial = async (chosen, { files }, examination) => {
  const ofClips = chosen.filter(isOf(isClipTask));
  const [begun] = ofClips;
  if (!begun) return 0;
  const { first: warming, others: tried } = spread(files, triedClips);
  await readClips(warming, examination); // loads the model
  const startedMs = performance.now();
  const clips = await readClips(tried, examination);
  const readMs = performance.now();
  const { samples } = await examineTask(begun.task.declared, clips, { ...examination, limit: 1 });
  if (samples.length === 0) return undefined;
  const exampleMs = performance.now() - readMs;
  return ((readMs - startedMs) / tried.length) * files.length + exampleMs * sumOfExamples(ofClips);
};

/** One example of each task is asked twice, the second time without decoding anything; files are decoded once in a run. */
const tryLabelled: Trial = async (chosen, { dataset }, examination) => {
  const { examinee, identity } = examination;
  const paths = new Set<string>();
  const readsMs: number[] = [];
  let all = 0;
  for (const { task, examples } of chosen.filter(isOf(isLabelTask))) {
    if (!dataset) return undefined;
    const { memory } = examinee;
    const frameCache = memory && openFrameCache({ memory, modelHash: identity.hash });
    const askMs = async (seed: number): Promise<number | undefined> => {
      const startedMs = performance.now();
      const asked = { ...examination, seed, frameCache, limit: 1 };
      const { samples } = await examineLabelled(task.declared, dataset, asked);
      return samples.length > 0 ? performance.now() - startedMs : undefined;
    };
    if (readsMs.length === 0) await askMs(examination.seed + 1); // loads the model, as a rule by another example
    const first = await askMs(examination.seed);
    const again = await askMs(examination.seed);
    if (first === undefined || again === undefined) return undefined;
    all += again * examples;
    readsMs.push(Math.max(0, first - again));
    for (const example of examplesOf(task.declared, dataset, examination.seed))
      for (const { path } of mediaOf(example)) paths.add(path);
  }
  return readsMs.length > 0 ? all + meanOf(readsMs) * paths.size : 0;
};

/** Some files are read. One of each classification is answered, for which the sentences of all classes are read once. */
const tryMedia: Trial = async (chosen, { dataset }, examination) => {
  const ofMedia = chosen.filter(isOf(isMediaTask));
  const files = dataset?.media ?? [];
  if (ofMedia.length === 0 || files.length === 0) return 0;
  const { examinee, signal } = examination;
  const reader = createMediaReader({ examinee, signal });
  const { first, others } = spread(files, triedFiles);
  await reader.read(first); // loads the model
  const startedMs = performance.now();
  const seen = await reader.read(others);
  if (seen.length === 0) return undefined;
  let all = ((performance.now() - startedMs) / seen.length) * files.length;
  for (const { task, examples } of ofMedia.filter(
    ({ task: { declared } }) => declared.requires.length > 0 && declared.area === "classification",
  )) {
    const answerMs = async (limit: number): Promise<number> => {
      const beganMs = performance.now();
      await task.run({ files, reader, examination: { ...examination, limit }, earlier: [] }, task.declared);
      return performance.now() - beganMs;
    };
    const oneMs = await answerMs(1);
    all += oneMs;
    if (!embedderOf(examinee)) all += Math.max(0, (await answerMs(2)) - oneMs) * (examples - 1); // embeddings cost nothing more
  }
  return all;
};

const isOf =
  <Task extends EvaluationTask>(isSuch: (task: EvaluationTask) => task is Task) =>
  (one: Tried<EvaluationTask>): one is Tried<Task> =>
    isSuch(one.task);

const sumOfExamples = (chosen: readonly Tried<EvaluationTask>[]): number =>
  chosen.reduce((sum, { examples }) => sum + examples, 0);

/** One item to begin with, and others over all of the rest; the same one where there is no other. */
function spread<Item>(items: readonly Item[], count: number) {
  const [first, rest] = [items.slice(0, 1), items.slice(1)];
  const step = Math.max(1, Math.floor(rest.length / count));
  const others = rest.filter((_, n) => n % step === 0).slice(0, count);
  return { first, others: others.length > 0 ? others : first };
}
