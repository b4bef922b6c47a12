import type { Figure } from "./figure.js";
import type { EvaluationSubject, EvaluationTask } from "./task.js";

/** What one task gave on one dataset. */
export interface TaskResult {
  readonly dataset: string;
  readonly task: string;
  /** Why it did not run: "it needs …". */
  readonly skipped?: string;
  readonly tookMs: number;
  readonly figures: readonly Figure[];
}

/** Runs every task on every dataset that has what it needs, one after the other, and tells of each. */
export async function* evaluate(
  tasks: readonly EvaluationTask[],
  subjects: readonly EvaluationSubject[],
): AsyncGenerator<TaskResult> {
  for (const subject of subjects) {
    for (const task of tasks) {
      const names = { dataset: subject.dataset.name, task: task.name };
      const lacking = task.lacks(subject.dataset);
      if (lacking !== undefined) {
        yield { ...names, skipped: `it needs ${lacking}`, tookMs: 0, figures: [] };
        continue;
      }
      const startedMs = performance.now();
      const figures = await task.run(subject);
      yield { ...names, tookMs: Math.round(performance.now() - startedMs), figures };
    }
  }
}
