import { logistic } from "../../core/logistic.js";

/** What is known of a moment that answers a query with several operands. */
export interface Fitted {
  /** Mean of the operands' cosines. */
  readonly similarity: number;
  /** Cosine of the whole sentence. */
  readonly ofSentence?: number | undefined;
  /** Log odds of its order against the reverse. */
  readonly orderContrast?: number | undefined;
}

/**
 * What moments are ranked by: the mean of `operandCount` cosines and of the whole sentence's, which counts as one operand more,
 * and of a sequence the log probability of its order in the same unit. A wrong order costs, but the right one lends nothing to
 * what is not there.
 */
export function fitOf(moment: Fitted, operandCount: number, logitScale: number): number {
  const { similarity, ofSentence, orderContrast } = moment;
  const seen = ofSentence === undefined ? similarity : (operandCount * similarity + ofSentence) / (operandCount + 1);
  return orderContrast === undefined ? seen : seen + Math.log(logistic(orderContrast)) / (logitScale * operandCount);
}
