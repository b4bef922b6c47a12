import { contains } from "../../core/span.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";
import type { Programme } from "../programme.js";
import { toSecondsText, type Retrieval } from "../retrieval.js";
import { partOf } from "../steps/contents.js";
import { abstain, type StepResult } from "../steps/result.js";
import type { Asked } from "./asked.js";
import { toClaim, type Claim } from "./claim.js";
import { measureSeen, type Places } from "./evidence.js";
import { toSecondsList } from "./reply.js";
import type { Told } from "./respondent.js";

/** A question as Kinodex reads it, and as a model is asked it. */
export interface ReadQuestion {
  readonly programme: Programme;
  readonly asked: Asked;
}

/** What one video tells. */
export interface Verdict extends StepResult {
  /** The answer of a model that sees nothing of it here; whether that holds, all videos together tell. */
  readonly denial?: string;
}

/** Whether what a model says is borne out by what is stored. Nothing of an answer that is not is repeated, but a choice. */
export async function judge(
  retrieval: Retrieval,
  { programme, asked }: ReadQuestion,
  video: StoredVideo,
  { reply, shownSeconds }: Told,
): Promise<Verdict> {
  if (typeof reply === "string") return abstain(`the reply of the model cannot be read: ${reply}`);
  const { answer, inventedSeconds } = reply;
  const likeliest = asked.choices.includes(answer) && programme.type !== "which-video" ? { likeliest: answer } : {};
  if (!reply.certain) return abstain("the pictures do not tell, says the model", likeliest);
  const claim = toClaim(programme, answer);
  if (!claim.isThere) return { ...abstain("the model does not see it"), denial: answer };
  const part = claim.within && partOf(video, claim.within);
  const citedSeconds = reply.citedSeconds.filter((second) => !part || contains(part, second));
  if (citedSeconds.length === 0) {
    const invented =
      inventedSeconds.length > 0 ? `, but ${toSecondsList(inventedSeconds)}, which it was not shown` : "";
    return abstain(`the model names no picture that shows its answer${invented}`, likeliest);
  }
  const places = { video, citedSeconds, shownSeconds, isAmongAll: retrieval.videoId === undefined };
  const sure = 1 - retrieval.falseAlarm;
  const { confidence, evidence } = await measureSeen(retrieval.searcher.index, places, claim.statement, sure);
  const [best] = evidence;
  if (confidence < sure || !best)
    return abstain("the pictures that the model names do not show its answer clearly enough", likeliest);
  if (!(await beatsRivals(retrieval, places, claim, sure)))
    return abstain(`what the model answers is not what is seen ${claim.rivals?.end}`, likeliest);
  return { answer: toAnswer(programme, answer, best), confidence, evidence, steps: [] };
}

/** Whether something is seen before, or after, all else that there is to choose from. */
async function beatsRivals(
  { searcher }: Retrieval,
  places: Places,
  { statement, rivals }: Claim,
  sure: number,
): Promise<boolean> {
  if (!rivals) return true;
  const sign = rivals.end === "first" ? 1 : -1;
  const outermostOf = async (tree: QueryTree): Promise<number> => {
    const everywhere = { ...places, citedSeconds: places.shownSeconds };
    const { evidence } = await measureSeen(searcher.index, everywhere, tree, sure);
    return Math.min(...evidence.map(({ startSeconds }) => sign * startSeconds));
  };
  const place = await outermostOf(statement);
  for (const rival of rivals.statements) if ((await outermostOf(rival)) <= place) return false;
  return true;
}

/** What is told of a place is said by the evidence: the words of a model might say another. */
function toAnswer(programme: Programme, answer: string, best: StepResult["evidence"][0]): string {
  if (programme.type === "when") return toSecondsText(best);
  return programme.type === "which-video" ? best.path : answer;
}
