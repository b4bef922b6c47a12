import type { JudgedAnswer } from "../../metrics/selective/calibration.js";
import { areaUnderRiskCoverage, coverageAtRisk, toRiskCoverage } from "../../metrics/selective/riskCoverage.js";
import type { JudgedExample, Outcome } from "./output.js";

/** Of which risk it is told how many questions can be answered. */
const allowedRisk = 0.1;

/**
 * What abstaining where a model is least sure would give, by the order of its confidence alone: the area under the curve of
 * risk and coverage, and the share of questions that can be answered with one answer in ten wrong.
 *
 * @param correctness the figure that says how right an answer is
 */
export function abstentionFigures(judged: readonly JudgedExample[], correctness: string): Outcome {
  const answers = judged.flatMap(({ outcome, confidence }): JudgedAnswer[] =>
    confidence === undefined ? [] : [{ confidence, correctness: outcome[correctness] ?? 0 }],
  );
  if (answers.length === 0) return {};
  const curve = toRiskCoverage(answers);
  return { risk_coverage_area: areaUnderRiskCoverage(curve), coverage_at_risk: coverageAtRisk(curve, allowedRisk) };
}
