import { KinodexError } from "../core/errors.js";
import type { EvaluationTask } from "./task.js";
import { captionsTask } from "./tasks/captions.js";
import { composedConfidenceTask } from "./tasks/composedConfidence.js";
import { confidenceTask } from "./tasks/confidence.js";
import { orderTask } from "./tasks/order.js";
import { orderRealTask } from "./tasks/orderReal.js";
import { parseTask } from "./tasks/parse.js";
import { questionsTask } from "./tasks/questions.js";
import { retrievalTask } from "./tasks/retrieval.js";

/** All tasks, in the order in which they run. */
export const evaluationTasks: readonly EvaluationTask[] = [
  retrievalTask,
  confidenceTask,
  composedConfidenceTask,
  orderTask,
  orderRealTask,
  parseTask,
  questionsTask,
  captionsTask,
];

/** The tasks of these names; all of them for no name. Throws `usage` with the known names where one is unknown. */
export function findTasks(names: readonly string[]): readonly EvaluationTask[] {
  if (names.length === 0) return evaluationTasks;
  return names.map((name) => {
    const task = evaluationTasks.find((candidate) => candidate.name === name);
    if (task) return task;
    const known = evaluationTasks.map((candidate) => candidate.name);
    throw new KinodexError("usage", `there is no evaluation task "${name}"; known: ${known.join(", ")}`, {
      name,
      known,
    });
  });
}
