import type { Finding } from "../answerTypes.js";

/** What running a programme gives. */
export type StepResult = Omit<Finding, "programme">;

/** An abstention. */
export function abstain(reason: string, about: Partial<Omit<StepResult, "answer" | "reason">> = {}): StepResult {
  return { confidence: 0, evidence: [], steps: [], ...about, answer: null, reason };
}
