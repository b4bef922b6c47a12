import type { TextGenerator } from "../../models/capabilities/generation.js";
import type { Writer } from "./examinee.js";
import type { ShownPictures } from "./shownPictures.js";

/** A generator as one that writes about sequences. */
export function createWriter(generator: TextGenerator, framesOf: ShownPictures["framesOf"]): Writer {
  return {
    takesQuestions: generator.takesPrompts,
    async write(sequence, { prompt, maxTokens, until }) {
      const frames = await framesOf(sequence);
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
