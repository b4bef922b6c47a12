import type { JudgedAnswer } from "./calibration.js";

/** What answering only from some confidence on gives. */
export interface RiskAtCoverage {
  /** The least confidence that is answered. */
  readonly confidence: number;
  /** Share of the questions that are answered, in (0, 1]. */
  readonly coverage: number;
  /** Share of the answers that are wrong, in [0, 1]. */
  readonly risk: number;
}

/**
 * The risk-coverage curve, most confident answers first (El-Yaniv & Wiener 2010).
 *
 * One point for every distinct confidence: answers of the same confidence cannot be told apart.
 */
export function toRiskCoverage(answers: readonly JudgedAnswer[]): RiskAtCoverage[] {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence);
  const curve: RiskAtCoverage[] = [];
  let wrong = 0;
  for (const [n, { confidence, correctness }] of sorted.entries()) {
    wrong += 1 - correctness;
    if (sorted[n + 1]?.confidence === confidence) continue;
    curve.push({ confidence, coverage: (n + 1) / sorted.length, risk: wrong / (n + 1) });
  }
  return curve;
}

/**
 * Area under a risk-coverage curve by the trapezoidal rule, in [0, 1]; lower is better.
 *
 * Confidence that says nothing gives about the share of wrong answers among all.
 */
export function areaUnderRiskCoverage(curve: readonly RiskAtCoverage[]): number {
  return curve.slice(1).reduce((area, point, n) => {
    const previous = curve[n] as RiskAtCoverage;
    return area + ((point.coverage - previous.coverage) * (point.risk + previous.risk)) / 2;
  }, 0);
}

/** The largest share of questions that can be answered at a risk of at most `risk`; 0 where none can. */
export function coverageAtRisk(curve: readonly RiskAtCoverage[], risk: number): number {
  return curve.reduce((best, point) => (point.risk <= risk ? Math.max(best, point.coverage) : best), 0);
}

/** Area under the curve above what the best order of the same answers would leave (E-AURC, Geifman et al. 2019). */
export function excessAreaUnderRiskCoverage(curve: readonly RiskAtCoverage[]): number {
  const risk = curve.at(-1)?.risk ?? 0;
  const best = risk < 1 ? risk + (1 - risk) * Math.log(1 - risk) : 1;
  return areaUnderRiskCoverage(curve) - best;
}
