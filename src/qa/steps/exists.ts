import type { QueryTree } from "../../query/language/tree.js";
import { evidenceOf, type Retrieval } from "../retrieval.js";
import { answerHowOften } from "./count.js";
import { seekPresence } from "./presence.js";
import { abstain, type StepResult } from "./result.js";

/** Below this confidence unrelated queries do as well more often than not. */
export const evenOdds = 0.5;

/**
 * Whether something is there: "yes" where it is more similar than the false-alarm rate lets chance be, "no" where it is
 * not even as similar as the usual unrelated query, and neither between.
 */
export async function answerExists(retrieval: Retrieval, statement: QueryTree): Promise<StepResult> {
  if (statement.type === "repeated") return answerCounted(retrieval, statement);
  const { moments, confidence, step } = await seekPresence(retrieval, statement);
  if (moments.length === 0) return abstain("nothing that is indexed there can be compared with it", { steps: [step] });
  const sure = 1 - retrieval.falseAlarm;
  if (confidence >= sure) {
    const shown = moments.filter((moment) => moment.confidence >= sure).slice(0, 3);
    const evidence = shown.flatMap((moment) => evidenceOf(moment, statement));
    return { answer: "yes", confidence, evidence, steps: [step] };
  }
  if (confidence <= evenOdds) return { answer: "no", confidence: 1 - confidence, evidence: [], steps: [step] };
  const reason = 'the best match is neither clear enough for "yes" nor weak enough for "no"';
  // Half-way in evidence: so many unrelated queries do as well that their logarithm is the mean of those of both limits.
  const isLikely = 1 - confidence < Math.sqrt(evenOdds * retrieval.falseAlarm);
  return abstain(reason, { likeliest: isLikely ? "yes" : "no", steps: [step] });
}

/** Whether something happens at least so many times. */
async function answerCounted(
  retrieval: Retrieval,
  { operand, times }: QueryTree & { readonly type: "repeated" },
): Promise<StepResult> {
  const counted = await answerHowOften(retrieval, operand, []);
  const say = (count: string) => (Number(count) >= times ? "yes" : "no");
  if (counted.answer !== null) return { ...counted, answer: say(counted.answer) };
  const once = await answerExists(retrieval, operand);
  return once.answer === "no" ? once : { ...counted, likeliest: say(counted.likeliest ?? "0") };
}
