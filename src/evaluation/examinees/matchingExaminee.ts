import type { Model } from "../../models/model.js";
import type { Examinee, ProbedOption } from "./examinee.js";
import { createShownPictures, fitWithin } from "./shownPictures.js";
import { toProbability } from "./verdict.js";

/** Each frame costs a run of the model for each text. */
const maxFrames = 8;
/** No matcher sees more of a picture. */
const maxEdge = 384;

/** A model that judges pictures and texts together: its scores are log odds. */
export async function openMatchingExaminee(model: Model): Promise<Examinee> {
  const matcher = await model.open("matching");
  const { see, memory, framesOf } = createShownPictures();
  return {
    by: ["matching"],
    maxFrames: Math.min(maxFrames, matcher.maxFrames),
    fitOf: (info) => fitWithin(info, maxEdge),
    see,
    memory,
    measure: { name: "match_probability", of: toProbability },
    async score(sequences, options) {
      const texts = options.filter(isText);
      const scores: (readonly number[])[] = [];
      for (const sequence of sequences) scores.push(await matcher.match(await framesOf(sequence), texts));
      return scores;
    },
  };
}

/** Of options that are sequences a task says that it needs `image`. */
const isText = (option: ProbedOption): option is string => typeof option === "string";
