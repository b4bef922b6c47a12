import type { TextGenerator } from "../../models/capabilities/generation.js";
import type { Sequence } from "../clips/sequence.js";
import type { Examinee } from "./examinee.js";
import { createShownPictures, fitWithin } from "./shownPictures.js";
import { readVerdict, toProbability, verdictPattern } from "./verdict.js";
import { createWriter } from "./writer.js";

/** Each picture is hundreds of tokens. */
const maxFrames = 8;
const maxEdge = 448;
const maxAnswerTokens = 4;

/**
 * A model that is asked: of each sentence whether it is true of the pictures. Its score is the log odds of "yes", as far as
 * the model tells how probable its word was (VQAScore, Lin et al. 2024, with the probability of the one word that it says).
 */
export function createAnsweringExaminee(generator: TextGenerator): Examinee {
  const { see, memory, framesOf } = createShownPictures();
  const writer = createWriter(generator, framesOf);
  const ask = async (sequence: Sequence, sentence: string): Promise<number> => {
    const prompt =
      `These pictures are of one video, in the order of time. Is this sentence true of the video: "${sentence}"? ` +
      "Answer with yes or no.";
    return readVerdict(await writer.write(sequence, { prompt, maxTokens: maxAnswerTokens, until: verdictPattern }));
  };
  return {
    by: ["generation"],
    maxFrames: Math.min(maxFrames, generator.maxFrames),
    fitOf: (info) => fitWithin(info, Math.min(maxEdge, generator.maxEdge)),
    see,
    memory,
    measure: { name: "vqa_score", of: toProbability },
    async score(sequences, options) {
      const scores: number[][] = [];
      for (const sequence of sequences) {
        const row: number[] = [];
        for (const option of options) row.push(typeof option === "string" ? await ask(sequence, option) : Number.NaN);
        scores.push(row);
      }
      return scores;
    },
    writer,
  };
}
