import { filesOf } from "../../../manifest/fields.js";
import type { DeclaredGenerator } from "../generative.js";
import type { EncoderDecoderSettings } from "../manifest.js";
import { toJointPart } from "../toJointPart.js";
import { createDescriber } from "./describer.js";
import { createGrounder } from "./grounder.js";
import { openEncoderDecoder } from "./openEncoderDecoder.js";

const groundingTask = "<CAPTION_TO_PHRASE_GROUNDING>";

/** What a model of tasks can do: describe a frame, and where it has the task for it, find a phrase in one. */
export function declareEncoderDecoder(id: string, settings: EncoderDecoderSettings): DeclaredGenerator {
  const { vision, embedder, encoder, decoder, tokenizer } = settings;
  const template = settings.tasks[groundingTask];
  return {
    files: [...[vision, embedder, encoder, decoder].flatMap(filesOf), tokenizer],
    openers: {
      async generation(options) {
        const model = await openEncoderDecoder(settings, options);
        return toJointPart(createDescriber(id, settings, model), model.sessions);
      },
      ...(template !== undefined && {
        async grounding(options) {
          const model = await openEncoderDecoder(settings, options);
          return toJointPart(createGrounder(template, model), model.sessions);
        },
      }),
    },
  };
}
