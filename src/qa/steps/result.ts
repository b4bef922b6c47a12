import type { Finding } from "../answerTypes.js";

/** What running a programme gives. */
export type StepResult = Omit<Finding, "programme">;

/** An abstention. */
export function abstain(
  reason: string,
  about: Partial<Pick<StepResult, "likeliest" | "evidence" | "steps">> = {},
): StepResult {
  return { evidence: [], steps: [], ...about, answer: null, confidence: 0, reason };
}
