import type { TextGenerator, TextPiece } from "../../models/capabilities/generation.js";
import type { Writer, WrittenText } from "./examinee.js";
import type { ShownPictures } from "./shownPictures.js";

/** A generator as one that writes about sequences. */
export function createWriter(generator: TextGenerator, framesOf: ShownPictures["framesOf"]): Writer {
  return {
    takesQuestions: generator.takesPrompts,
    async write(sequence, { prompt, maxTokens, until }) {
      const frames = await framesOf(sequence);
      const request = { prompt, frames, tellsTimes: prompt !== undefined && frames.length > 1, maxTokens };
      return collectText(generator.generate(request), until);
    },
  };
}

/** What pieces say together, as far as it is wanted. */
export async function collectText(pieces: AsyncIterable<TextPiece>, until?: RegExp): Promise<WrittenText> {
  let [text, logProbability, isTold] = ["", 0, true];
  for await (const piece of pieces) {
    text += piece.text;
    logProbability += piece.logProbability ?? 0;
    isTold &&= piece.logProbability !== undefined;
    if (until?.test(text)) break;
  }
  return { text: text.trim(), probability: isTold ? Math.exp(logProbability) : undefined };
}
