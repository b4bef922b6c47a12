import { basename } from "node:path";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { KinodexError } from "../core/errors.js";
import { createRegistry, toEntry } from "../core/registry.js";
import { parseDeclaration, readDeclaration } from "./declaration.js";
import type { Dataset } from "./dataset.js";
import { examplesOf, type ExampleSource } from "./labels/examineLabelled.js";
import type { MediaTask } from "./media/mediaTask.js";
import {
  isIndexTask,
  isLabelTask,
  isMarkTask,
  isMediaTask,
  type DeclaredMarkTask,
  type EvaluationTask,
  type IndexTask,
  type MarkTask,
} from "./task.js";
import { captionsTask } from "./tasks/captions.js";
import { classifyTask } from "./tasks/classify.js";
import { classifyFrequencyTask } from "./tasks/classifyFrequency.js";
import { composedConfidenceTask } from "./tasks/composedConfidence.js";
import { confidenceTask } from "./tasks/confidence.js";
import { descriptionsAskedTask } from "./tasks/descriptionsAsked.js";
import { objectsAskedTask } from "./tasks/objectsAsked.js";
import { objectsCaptionedTask } from "./tasks/objectsCaptioned.js";
import { disparityAssociationsTask } from "./tasks/disparityAssociations.js";
import { disparityParityTask } from "./tasks/disparityParity.js";
import { disparityRankingsTask } from "./tasks/disparityRankings.js";
import { disparityRatesTask } from "./tasks/disparityRates.js";
import { memorisationTask } from "./tasks/memorisation.js";
import { orderTask } from "./tasks/order.js";
import { orderRealTask } from "./tasks/orderReal.js";
import { parseTask } from "./tasks/parse.js";
import { precisionTask } from "./tasks/precision.js";
import { questionsTask } from "./tasks/questions.js";
import { retrievalTask } from "./tasks/retrieval.js";
import { timedCaptionsTask } from "./tasks/timedCaptions.js";

/** None of them has options yet. */
const options = z.strictObject({});

const ofIndex = (name: string, task: IndexTask) =>
  toEntry(options, (): EvaluationTask => ({ ...task, declared: readDeclaration(name, "index") }));
const ofMarks = (name: string, task: MarkTask) =>
  toEntry(options, (): EvaluationTask => ({ ...task, declared: readDeclaration(name, "marks") }));
const ofLabels = (name: string) =>
  toEntry(options, (): EvaluationTask => ({ declared: readDeclaration(name, "labels") }));
const ofMedia = (name: string, task: MediaTask) =>
  toEntry(options, (): EvaluationTask => ({ ...task, declared: readDeclaration(name, "media") }));
const ofClips = (name: string) =>
  toEntry(options, (): EvaluationTask => ({ declared: readDeclaration(name, "clips") }));

/** The evaluation tasks that exist, in the order in which they run. */
export const evaluationTasks = createRegistry("evaluation task", {
  "time-order": ofClips("time-order"),
  "time-first": ofClips("time-first"),
  "time-last": ofClips("time-last"),
  "time-direction": ofClips("time-direction"),
  "time-stillness": ofClips("time-stillness"),
  "time-count": ofClips("time-count"),
  "time-repetition": ofClips("time-repetition"),
  "time-duration": ofClips("time-duration"),
  "time-absence": ofClips("time-absence"),
  "time-order-seen": ofClips("time-order-seen"),
  "time-direction-seen": ofClips("time-direction-seen"),
  "time-order-asked": ofClips("time-order-asked"),
  "time-order-ranked": ofClips("time-order-ranked"),
  "time-order-written": ofClips("time-order-written"),
  "time-when": ofClips("time-when"),
  "objects-removed": ofClips("objects-removed"),
  "labelled-choose": ofLabels("labelled-choose"),
  "labelled-yes-no": ofLabels("labelled-yes-no"),
  "labelled-pair": ofLabels("labelled-pair"),
  "labelled-rank": ofLabels("labelled-rank"),
  "labelled-localise": ofLabels("labelled-localise"),
  "labelled-caption": ofLabels("labelled-caption"),
  "labelled-answer": ofLabels("labelled-answer"),
  "objects-polled": ofLabels("objects-polled"),
  "text-foils": ofLabels("text-foils"),
  "text-word-order": ofLabels("text-word-order"),
  "text-fit": ofLabels("text-fit"),
  "text-questions": ofLabels("text-questions"),
  retrieval: ofIndex("retrieval", retrievalTask),
  confidence: ofIndex("confidence", confidenceTask),
  "confidence-composed": ofIndex("confidence-composed", composedConfidenceTask),
  order: ofIndex("order", orderTask),
  "order-real": ofIndex("order-real", orderRealTask),
  parse: ofIndex("parse", parseTask),
  questions: ofIndex("questions", questionsTask),
  captions: ofIndex("captions", captionsTask),
  "captions-timed": ofIndex("captions-timed", timedCaptionsTask),
  "objects-captioned": ofIndex("objects-captioned", objectsCaptionedTask),
  "objects-asked": ofIndex("objects-asked", objectsAskedTask),
  "descriptions-asked": ofIndex("descriptions-asked", descriptionsAskedTask),
  "classify-pictures": ofMedia("classify-pictures", classifyTask("pictures")),
  "classify-videos": ofMedia("classify-videos", classifyTask("videos")),
  "classify-frequency": ofMedia("classify-frequency", classifyFrequencyTask),
  memorisation: ofMedia("memorisation", memorisationTask),
  "disparity-rates": ofMedia("disparity-rates", disparityRatesTask), // of the tasks before
  "disparity-parity": ofMedia("disparity-parity", disparityParityTask),
  "disparity-rankings": ofMedia("disparity-rankings", disparityRankingsTask),
  "disparity-associations": ofMedia("disparity-associations", disparityAssociationsTask),
  precision: ofMarks("precision", precisionTask),
});

/**
 * The tasks of these names; for no name all that the data has what they need for: without a dataset those of clips, with
 * one that is no manifest those that it has examples of. A name may be a YAML file that makes examples from clips.
 *
 * @throws {KinodexError} `usage` with the known names where one is unknown, and for a file that is not valid
 */
export function findTasks(
  names: readonly string[],
  dataset?: ExampleSource & Pick<Dataset, "media">,
): readonly EvaluationTask[] {
  if (names.length > 0)
    return names
      .map((name) => (/\.ya?ml$/.test(name) ? readOwnTask(name) : evaluationTasks.createNamed(name)))
      .sort((a, b) => placeOf(a) - placeOf(b));
  const tasks = evaluationTasks.names.map((name) => evaluationTasks.createNamed(name));
  const hasVideos = dataset === undefined || dataset.videos.length > 0;
  return tasks.filter((task) => {
    if (isMediaTask(task)) return (dataset?.media ?? []).length > 0;
    if (isLabelTask(task)) return dataset !== undefined && examplesOf(task.declared, dataset, 1).length > 0;
    return hasVideos && (dataset !== undefined || !isIndexTask(task)) && !isMarkTask(task);
  });
}

/** Tasks about media come last, and in their order, as some are about what came of others. */
function placeOf(task: EvaluationTask): number {
  const names: readonly string[] = evaluationTasks.names;
  return isMediaTask(task) ? names.indexOf(task.declared.name) : -1;
}

/**
 * The tasks of these names, all of them without a name, of those that measure an index by marks.
 *
 * @throws {KinodexError} `usage` with the known names where one is unknown or another kind of task
 */
export function findMarkTasks(names: readonly string[]): readonly DeclaredMarkTask[] {
  const tasks = findTasks(names.length > 0 ? names : evaluationTasks.names);
  const other = tasks.find((task) => !isMarkTask(task));
  if (names.length > 0 && other)
    throw new KinodexError("usage", `${other.declared.name} measures nothing by marks: leave out --task or --marks`);
  return tasks.filter(isMarkTask);
}

function readOwnTask(path: string): EvaluationTask {
  if (!existsSync(path)) throw new KinodexError("usage", `there is no task file ${path}`, { path });
  const name = basename(path).replace(/\.ya?ml$/, "");
  return { declared: parseDeclaration(readFileSync(path, "utf8"), name, "clips", path) };
}
