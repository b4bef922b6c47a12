/** What was asked and said: whether something can be seen. */
export interface YesNoOutcome {
  readonly isPresent: boolean;
  readonly saidYes: boolean;
}

/** POPE's figures; NaN where nothing was counted. */
export interface YesNoFigures {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Share answered with yes: 1/2 would be right for balanced questions. */
  readonly yesRatio: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/**
 * Figures of questions whether an object is there (POPE, Li et al. 2023, https://arxiv.org/abs/2305.10355). Chance is
 * 1/2.
 */
export function yesNoFigures(outcomes: readonly YesNoOutcome[]): YesNoFigures {
  const count = (isPresent: boolean, saidYes: boolean) =>
    outcomes.filter((outcome) => outcome.isPresent === isPresent && outcome.saidYes === saidYes).length;
  const [truePositives, falsePositives] = [count(true, true), count(false, true)];
  const [falseNegatives, trueNegatives] = [count(true, false), count(false, false)];
  const precision = truePositives / (truePositives + falsePositives);
  const recall = truePositives / (truePositives + falseNegatives);
  return {
    accuracy: (truePositives + trueNegatives) / outcomes.length,
    precision,
    recall,
    f1: (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives),
    yesRatio: (truePositives + falsePositives) / outcomes.length,
    truePositives,
    falsePositives,
    trueNegatives,
    falseNegatives,
  };
}

/**
 * Whether an answer says yes, as POPE reads it: its first sentence has none of the words "No", "no" and "not".
 * Undefined for an empty answer, which POPE takes for yes.
 */
export function readYesNo(answer: string): boolean | undefined {
  if (answer.trim() === "") return undefined;
  const [sentence = ""] = answer.split(".");
  const words = sentence.replaceAll(",", "").split(" ");
  return !words.some((word) => word === "No" || word === "no" || word === "not");
}
