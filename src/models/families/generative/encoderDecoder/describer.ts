import { KinodexError } from "../../../../core/errors.js";
import { toTextPieces } from "../../../../inference/text/textPieces.js";
import type { TextGenerator } from "../../../capabilities/generation.js";
import type { EncoderDecoderSettings } from "../manifest.js";
import { requireOneFrame } from "../oneFrame.js";
import type { EncoderDecoder } from "./openEncoderDecoder.js";

/** The task that is done where no other is named. */
const usualTask = "<CAPTION>";

/** What describes a frame with a model of tasks: its prompts are names of tasks that need no words, like `<DETAILED_CAPTION>`. */
export function createDescriber(
  id: string,
  { vision, tasks }: EncoderDecoderSettings,
  model: Pick<EncoderDecoder, "write" | "tokeniser">,
): TextGenerator {
  const wordless = Object.keys(tasks).filter((task) => !tasks[task]?.includes("{input}"));
  return {
    maxFrames: 1,
    maxEdge: Math.max(vision.inputWidth, vision.inputHeight),
    takesPrompts: false,
    async *generate({ frames, prompt: task = usualTask, maxTokens }, signal) {
      const frame = requireOneFrame(id, frames);
      const prompt = wordless.includes(task) ? tasks[task] : undefined;
      if (prompt === undefined) throw toUnknownTask(id, task, wordless);
      yield* toTextPieces(model.write(frame, prompt, maxTokens, signal), model.tokeniser);
    },
  };
}

function toUnknownTask(id: string, task: string, tasks: readonly string[]): KinodexError {
  const message = `the model ${id} describes pictures and reads no prompt; of its tasks it can be told ${tasks.join(", ") || "none"}`;
  return new KinodexError("usage", message, { model: id, task, tasks });
}
