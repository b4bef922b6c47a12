import { readAnyQuestion } from "../language/readQuestion.js";
import { requireStored } from "../retrieval.js";
import type { AnswererOptions } from "../retrievalAnswerer.js";
import { evenOdds } from "../steps/exists.js";
import { seekPresence } from "../steps/presence.js";
import { abstain, type StepResult } from "../steps/result.js";
import type { VisualAnswerer } from "../visualAnswerer.js";
import { readAddress } from "./address.js";
import { askAboutVideo, type Asking } from "./askAboutVideo.js";
import { isToldByPictures, toAsked, toClaim } from "./claim.js";
import { createEndpoint } from "./endpoint.js";
import { findCandidates } from "./findCandidates.js";
import type { Verdict } from "./judge.js";
import type { Patience } from "./patience.js";
import type { Manner } from "./refusal.js";

/** Which server answers, and what is taken from it. */
export interface EndpointChoice extends Patience {
  /** Such as `http://127.0.0.1:11434/v1#llava`. */
  readonly address: string;
  /** Whether it may be another machine. */
  readonly allowRemote: boolean;
  readonly apiKey?: string | undefined;
  /** Pictures of a video that it is shown. */
  readonly maxPictures: number;
}

/** A question about the whole index is asked about so many videos at most, one after the other. */
const maxVideos = 3;

const notTold =
  "a few pictures do not tell how long, how often or when for the first time something is seen; Kinodex itself measures " +
  "that (`--answerer retrieval`)";

/**
 * Builds the answerer that finds moments as a search does, shows pictures of them to a server that speaks OpenAI's protocol,
 * and believes its answer as far as the stored embeddings of the pictures that it cites bear it out.
 *
 * @throws {KinodexError} `usage` for an address that cannot be used
 */
export function createEndpointAnswerer(choice: EndpointChoice, { searcher }: AnswererOptions): VisualAnswerer {
  const { allowRemote, apiKey, maxPictures, ...patience } = choice;
  const endpoint = createEndpoint({ address: readAddress(choice.address, { allowRemote }), apiKey, patience });
  return {
    name: "endpoint",
    async answer({ question, choices = [], videoId, falseAlarm = 0.05, signal }) {
      if (videoId !== undefined) await requireStored(searcher.index, videoId);
      const programme = readAnyQuestion(question, choices);
      if (!isToldByPictures(programme)) return { ...abstain(notTold), programme };
      const retrieval = { searcher, videoId, falseAlarm };
      const { candidates, steps } = await findCandidates(retrieval, programme, question);
      const asking: Asking = {
        endpoint,
        retrieval,
        question: { programme, asked: toAsked(question, programme, choices) },
        signal,
      };
      let manner: Manner = { form: "json_schema", onePerMessage: false, maxPictures, hasFewer: false };
      const verdicts: Verdict[] = [];
      for (const candidate of candidates.slice(0, maxVideos)) {
        const asked = await askAboutVideo(asking, candidate, manner);
        verdicts.push(asked.verdict);
        if (asked.verdict.answer !== null) break;
        ({ manner } = asked);
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
