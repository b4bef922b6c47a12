import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import type { EvaluationTask } from "./task.js";
import { captionsTask } from "./tasks/captions.js";
import { composedConfidenceTask } from "./tasks/composedConfidence.js";
import { confidenceTask } from "./tasks/confidence.js";
import { orderTask } from "./tasks/order.js";
import { orderRealTask } from "./tasks/orderReal.js";
import { parseTask } from "./tasks/parse.js";
import { questionsTask } from "./tasks/questions.js";
import { retrievalTask } from "./tasks/retrieval.js";

const toTask = (task: EvaluationTask) => toEntry(z.strictObject({}), () => task);

/** The evaluation tasks that exist, in the order in which they run. None has options yet. */
export const evaluationTasks = createRegistry("evaluation task", {
  retrieval: toTask(retrievalTask),
  confidence: toTask(confidenceTask),
  "confidence-composed": toTask(composedConfidenceTask),
  order: toTask(orderTask),
  "order-real": toTask(orderRealTask),
  parse: toTask(parseTask),
  questions: toTask(questionsTask),
  captions: toTask(captionsTask),
});

/**
 * The tasks of these names; all of them for no name.
 *
 * @throws {KinodexError} `usage` with the known names where one is unknown
 */
export function findTasks(names: readonly string[]): readonly EvaluationTask[] {
  const wanted = names.length > 0 ? names : evaluationTasks.names;
  return wanted.map((name) => evaluationTasks.createNamed(name));
}
