import { readAnyQuestion } from "../language/readQuestion.js";
import { requireStored } from "../retrieval.js";
import type { AnswererOptions } from "../retrievalAnswerer.js";
import { evenOdds } from "../steps/exists.js";
import { seekPresence } from "../steps/presence.js";
import { abstain, type StepResult } from "../steps/result.js";
import type { VisualAnswerer } from "../visualAnswerer.js";
import { askAboutVideo, type Asking } from "./askAboutVideo.js";
import { isToldByPictures, toAsked, toClaim } from "./claim.js";
import { findCandidates } from "./findCandidates.js";
import type { Verdict } from "./judge.js";
import type { Respondent } from "./respondent.js";

/** A question about the whole index is asked about so many videos at most, one after the other. */
const maxVideos = 3;

const notTold =
  "a few pictures do not tell how long, how often or when for the first time something is seen; Kinodex itself measures " +
  "that (`--answerer retrieval`)";

/** What a generated answer is built from. */
export interface GeneratedAnswererOptions extends Pick<AnswererOptions, "searcher"> {
  /** Of the registry. */
  readonly name: string;
  /** Who is asked; called once a question. */
  readonly respondent: () => Promise<Respondent>;
}

/**
 * Builds an answerer that finds moments as a search does, shows pictures of them to a model that writes, and believes its
 * answer as far as the stored embeddings of the pictures that it cites bear it out.
 */
export function createGeneratedAnswerer({ name, searcher, respondent }: GeneratedAnswererOptions): VisualAnswerer {
  return {
    name,
    async answer({ question, choices = [], videoId, falseAlarm = 0.05, signal }) {
      if (videoId !== undefined) await requireStored(searcher.index, videoId);
      const programme = readAnyQuestion(question, choices);
      if (!isToldByPictures(programme)) return { ...abstain(notTold), programme };
      const retrieval = { searcher, videoId, falseAlarm };
      const { candidates, steps } = await findCandidates(retrieval, programme, question);
      const asking: Asking = {
        respondent: await respondent(),
        retrieval,
        question: { programme, asked: toAsked(question, programme, choices) },
        signal,
      };
      const verdicts: Verdict[] = [];
      for (const candidate of candidates.slice(0, maxVideos)) {
        const verdict = await askAboutVideo(asking, candidate);
        verdicts.push(verdict);
        if (verdict.answer !== null) break;
      }
      const result = await decide(asking, verdicts);
      const asked = verdicts.flatMap((verdict) => verdict.steps);
      return { ...result, steps: [...steps, ...asked, ...result.steps], programme };
    },
  };
}

/** What several videos together tell; its steps are those that come on top. */
async function decide({ retrieval, question }: Asking, verdicts: readonly Verdict[]): Promise<StepResult> {
  const unclear = verdicts.find(({ answer, denial }) => answer === null && denial === undefined);
  const given = verdicts.find(({ answer }) => answer !== null) ?? unclear;
  if (given) {
    const { denial: _, ...result } = given;
    return { ...result, steps: [] };
  }
  const [denied] = verdicts;
  if (denied?.denial === undefined) return abstain("nothing that is indexed there can be compared with it");
  const { programme } = question;
  if (programme.type === "which-video") return abstain("the model sees it in none of the likeliest videos");
  const { statement } = toClaim(programme, denied.denial);
  const { confidence, step } = await seekPresence(retrieval, statement);
  if (confidence <= evenOdds) return { answer: denied.denial, confidence: 1 - confidence, evidence: [], steps: [step] };
  const reason =
    "the model does not see it, but unrelated texts are mostly less similar to the video: that is too little for no";
  return abstain(reason, { likeliest: denied.denial, steps: [step] });
}
