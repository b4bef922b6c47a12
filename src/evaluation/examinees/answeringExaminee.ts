import { KinodexError } from "../../core/errors.js";
import type { TextGenerator } from "../../models/capabilities/generation.js";
import type { Model } from "../../models/model.js";
import { toInnerSentence } from "../clips/innerSentence.js";
import type { Sequence } from "../clips/sequence.js";
import type { Examinee } from "./examinee.js";
import { createShownPictures, fitWithin } from "./shownPictures.js";

/** Each picture is hundreds of tokens. */
const maxFrames = 8;
const maxEdge = 448;
const maxAnswerTokens = 4;
const maxSentenceTokens = 24;
/** Where a model does not tell how sure it is. */
const sureLogOdds = 5;

/**
 * A model that is asked: of each sentence whether it is true of the pictures. Its score is the log odds of "yes", as far as
 * the model tells how probable its word was (VQAScore, Lin et al. 2024, with the probability of the one word that it says).
 */
export async function openAnsweringExaminee(model: Model): Promise<Examinee> {
  const generator = await model.open("generation");
  if (!generator.takesPrompts) {
    const { id } = model.identity;
    const message = `the model ${id} writes captions and takes no questions: it cannot be examined by these tasks yet`;
    throw new KinodexError("usage", message, { model: id });
  }
  const { see, framesOf } = createShownPictures();
  const ask = async (sequence: Sequence, sentence: string): Promise<number> => {
    const prompt =
      `These pictures are of one video, in the order of time. Is this sentence true of the video: "${sentence}"? ` +
      "Answer with yes or no.";
    return readVerdict(generator, {
      prompt,
      frames: framesOf(sequence),
      tellsTimes: sequence.frames.length > 1,
      maxTokens: maxAnswerTokens,
    });
  };
  return {
    by: ["generation"],
    maxFrames: Math.min(maxFrames, generator.maxFrames),
    fitOf: (info) => fitWithin(info, Math.min(maxEdge, generator.maxEdge)),
    see,
    async score(sequences, options) {
      const scores: number[][] = [];
      for (const sequence of sequences) {
        const row: number[] = [];
        for (const option of options) row.push(typeof option === "string" ? await ask(sequence, option) : Number.NaN);
        scores.push(row);
      }
      return scores;
    },
    async describe(hash) {
      const frames = framesOf({ frames: [{ hash, timeSeconds: 0 }], endSeconds: 1, seams: [] });
      const prompt = "What does this picture show? Answer with a few words, like: a dog on a beach.";
      let text = "";
      for await (const piece of generator.generate({ prompt, frames, maxTokens: maxSentenceTokens }))
        text += piece.text;
      return toInnerSentence(text.trim().split(/(?<=[.!?])\s|\n/)[0] ?? "");
    },
  };
}

type Request = Parameters<TextGenerator["generate"]>[0];

/** The log odds of "yes"; `NaN` for an answer that is neither. */
async function readVerdict(generator: TextGenerator, request: Request): Promise<number> {
  let [text, logProbability, isTold] = ["", 0, true];
  for await (const piece of generator.generate(request)) {
    text += piece.text;
    logProbability += piece.logProbability ?? 0;
    isTold &&= piece.logProbability !== undefined;
    const [, said] = /^\W*(yes|no)\b/i.exec(text) ?? [];
    if (said === undefined) continue;
    const probability = Math.exp(Math.min(logProbability, -1e-9));
    // the word that is most probable is at least as probable as its opposite
    const logOdds = isTold ? Math.max(0, Math.log(probability / (1 - probability))) : sureLogOdds;
    return said.toLowerCase() === "yes" ? logOdds : -logOdds;
  }
  return Number.NaN;
}
