import { toText, type QueryTree } from "../../query/language/tree.js";
import { evidenceOf, seek, type Retrieval, type Sought } from "../retrieval.js";
import { directionOf } from "./direction.js";
import { seekPresence } from "./presence.js";
import { abstain, type StepResult } from "./result.js";

/** A lead must be at least so probable to be told. */
export const minLead = 2 / 3;

/** Whether one thing happens before another: both must be there, then the better order counts. */
export async function answerOrder(retrieval: Retrieval, earlier: QueryTree, later: QueryTree): Promise<StepResult> {
  const videoId = retrieval.videoId ?? (await bestVideoOf(retrieval, earlier, later));
  if (videoId === undefined) return abstain("nothing is indexed there");
  const inVideo = { ...retrieval, videoId };
  const sought = [await seekPresence(inVideo, earlier), await seekPresence(inVideo, later)] as const;
  const steps = sought.map(({ step }) => step);
  // Both at once are there by chance as often as the false-alarm rate says.
  const least = 1 - Math.sqrt(retrieval.falseAlarm);
  const missing = [earlier, later].filter((_, n) => (sought[n] as Sought).confidence < least);
  const { isForward, confidence, moment } = await directionOf(inVideo, videoId, earlier, later);
  const likeliest = isForward ? "yes" : "no";
  steps.push({
    did: "compared both orders",
    found: `${isForward ? "the order asked for" : "the opposite order"} fits better, confidence ${confidence.toFixed(2)}`,
  });
  if (missing.length > 0) {
    const what = missing.map((tree) => toText(tree)).join(" and ");
    const reason = `it is not clear that ${what} can be seen at all`;
    return abstain(reason, { likeliest, steps });
  }
  if (confidence < minLead || !moment) {
    return abstain("both orders fit about as well", { likeliest, steps });
  }
  return { answer: likeliest, confidence, evidence: evidenceOf(moment, earlier), steps };
}

async function bestVideoOf(retrieval: Retrieval, one: QueryTree, other: QueryTree): Promise<string | undefined> {
  const { moments } = await seek(retrieval, { type: "and", operands: [one, other] }, 1);
  return moments[0]?.videoId;
}
