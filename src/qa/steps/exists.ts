import type { QueryTree } from "../../query/language/tree.js";
import { evidenceOf, seek, type Retrieval } from "../retrieval.js";
import type { StepResult } from "./result.js";

/** Below this confidence unrelated queries do as well more often than not. */
const evenOdds = 0.5;

/**
 * Whether something is there: "yes" where it is more similar than the false-alarm rate lets chance be, "no" where it is
 * not even as similar as the usual unrelated query, and neither between.
 */
export async function answerExists(retrieval: Retrieval, statement: QueryTree): Promise<StepResult> {
  const { moments, confidence, step } = await seek(retrieval, statement);
  const sure = 1 - retrieval.falseAlarm;
  if (confidence >= sure) {
    const shown = moments.filter((moment) => moment.confidence >= sure).slice(0, 3);
    const evidence = shown.flatMap((moment) => evidenceOf(moment, statement));
    return { answer: "yes", confidence, evidence, steps: [step] };
  }
  if (confidence <= evenOdds) return { answer: "no", confidence: 1 - confidence, evidence: [], steps: [step] };
  const reason = `the best match is neither clear enough for "yes" (confidence ${confidence.toFixed(2)}, wanted ${sure}) nor weak enough for "no" (at most ${evenOdds})`;
  const isLikely = confidence > (evenOdds + sure) / 2;
  return {
    answer: null,
    reason,
    likeliest: isLikely ? "yes" : "no",
    confidence: isLikely ? confidence : 1 - confidence,
    evidence: [],
    steps: [step],
  };
}
