import { KinodexError } from "../../core/errors.js";
import type { TextGenerator } from "../../models/capabilities/generation.js";
import { aboutPictures, beginningOfReply, toQuestionText } from "./asked.js";
import { readReplyText } from "./reply.js";
import type { Respondent } from "./respondent.js";

/** Which model answers. */
export interface ModelRespondentOptions {
  readonly id: string;
  /** Stays the caller's. */
  readonly generator: TextGenerator;
  /** Pictures of a video that it is shown, where it takes so many. */
  readonly maxPictures: number;
}

/** A reply is short, and so is what a model may write that does not find its end. */
const maxTokens = 256;

/**
 * A model that runs here. It is given the beginning of its reply, and stopped once that is whole: small models keep to a
 * form that they find themselves in.
 *
 * @throws {KinodexError} `usage` for a model that cannot be asked anything
 */
export function createModelRespondent({ id, generator, maxPictures }: ModelRespondentOptions): Respondent {
  if (!generator.takesPrompts) {
    const message = `the model ${id} describes pictures and takes no questions: choose another one to answer`;
    throw new KinodexError("usage", message, { model: id });
  }
  return {
    maxPictures: Math.min(maxPictures, generator.maxFrames),
    maxEdge: generator.maxEdge,
    async ask(asked, pictures, signal) {
      const frames = pictures.toSorted((a, b) => a.timeSeconds - b.timeSeconds);
      const shownSeconds = frames.map(({ timeSeconds }) => timeSeconds);
      const prompt = `${aboutPictures}\n${toQuestionText(asked)}`;
      const startedMs = performance.now();
      let firstTokenMs: number | undefined;
      let text = beginningOfReply;
      const request = { prompt, frames, tellsTimes: true, beginning: beginningOfReply, maxTokens };
      for await (const piece of generator.generate(request, signal)) {
        firstTokenMs ??= performance.now() - startedMs;
        text += piece.text;
        if (isWhole(text)) break;
      }
      const tookMs = performance.now() - startedMs;
      return {
        by: id,
        reply: readReplyText(text, asked, shownSeconds),
        shownSeconds,
        manner: "on this machine",
        firstTokenMs: firstTokenMs ?? tookMs,
        tookMs,
      };
    },
  };
}

/** Whether a text holds a JSON object from its start on. */
function isWhole(text: string): boolean {
  const end = text.lastIndexOf("}");
  if (end < 0) return false;
  try {
    JSON.parse(text.slice(0, end + 1));
    return true;
  } catch {
    return false;
  }
}
