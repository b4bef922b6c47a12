import { KinodexError } from "../../../../core/errors.js";
import type { OnnxSession } from "../../../../inference/session/onnxSession.js";
import type { PromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import { toTextPieces } from "../../../../inference/text/textPieces.js";
import type { TextGenerator } from "../../../capabilities/generation.js";
import type { JanusSettings } from "../manifest.js";
import { requireToken } from "./requireToken.js";
import { toBools, withoutPictures, type ReadPrompt } from "./reader.js";

/** Each is read as hundreds of tokens. */
const maxFrames = 6;

/** As Janus was taught to be spoken to. */
const system =
  "You are a helpful language and vision assistant. You are able to understand the visual content that the user " +
  "provides, and assist the user with a variety of tasks using natural language.\n\n";
const usualPrompt = "Describe this picture in one sentence.";

/** What answers about frames. */
export function createWriter(
  id: string,
  settings: JanusSettings,
  parts: {
    readonly session: Pick<OnnxSession, "generate">;
    readonly tokeniser: PromptTokeniser;
    readonly read: ReadPrompt;
  },
): TextGenerator {
  const { reader, language, pictureTokens, pictureToken, pictureStart, pictureEnd, endTokenId } = settings;
  const { session, tokeniser, read } = parts;
  const frameTokenId = requireToken(id, tokeniser, pictureToken);
  const picture = `${pictureStart}${pictureToken.repeat(pictureTokens)}${pictureEnd}\n`;
  return {
    maxFrames,
    maxEdge: Math.max(reader.inputWidth, reader.inputHeight),
    takesPrompts: true,
    async *generate(request, signal) {
      const { frames, prompt = usualPrompt, tellsTimes = false, beginning = "", maxTokens } = request;
      if (frames.length > maxFrames) throw toTooMany(id, frames.length);
      const shown = frames.map(({ timeSeconds }) => (tellsTimes ? `[${timeSeconds.toFixed(1)} s]\n` : "") + picture);
      const [asked, begun] = [prompt, beginning].map((text) => tokeniser.toPlain(text));
      const ids = tokeniser.encode(`${system}<|User|>: ${shown.join("")}${asked}\n\n<|Assistant|>:${begun}`, true);
      const tokens = session.generate(
        {
          names: { ...language, tokens: language.embeddings, logits: language.states },
          prompt: await read(ids, frames, frameTokenId),
          embedding: {
            tokens: reader.inputIds,
            constants: { ...withoutPictures(reader), [reader.placeMask]: toBools([1, 1], () => false) },
          },
          endTokenIds: [endTokenId],
          maxNewTokens: maxTokens,
        },
        signal,
      );
      yield* toTextPieces(tokens, tokeniser);
    },
  };
}

function toTooMany(id: string, count: number): KinodexError {
  const message = `the model ${id} looks at ${maxFrames} frames at most; it was given ${count}`;
  return new KinodexError("usage", message, { model: id, frames: count });
}
