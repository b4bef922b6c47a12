import { KinodexError } from "../../core/errors.js";
import type { TextGenerator } from "../../models/capabilities/generation.js";
import type { Model } from "../../models/model.js";
import type { Sequence } from "../clips/sequence.js";
import type { Examinee, Writer } from "./examinee.js";
import { createShownPictures, fitWithin, type ShownPictures } from "./shownPictures.js";
import { readVerdict, verdictPattern } from "./verdict.js";

/** Each picture is hundreds of tokens. */
const maxFrames = 8;
const maxEdge = 448;
const maxAnswerTokens = 4;

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
  const { see, forget, framesOf } = createShownPictures();
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
    forget,
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

/** A generator as one that writes about sequences. */
export function createWriter(generator: TextGenerator, framesOf: ShownPictures["framesOf"]): Writer {
  return {
    takesQuestions: generator.takesPrompts,
    async write(sequence, { prompt, maxTokens, until }) {
      const frames = framesOf(sequence);
      const request = { prompt, frames, tellsTimes: prompt !== undefined && frames.length > 1, maxTokens };
      let [text, logProbability, isTold] = ["", 0, true];
      for await (const piece of generator.generate(request)) {
        text += piece.text;
        logProbability += piece.logProbability ?? 0;
        isTold &&= piece.logProbability !== undefined;
        if (until?.test(text)) break;
      }
      return { text: text.trim(), probability: isTold ? Math.exp(logProbability) : undefined };
    },
  };
}
