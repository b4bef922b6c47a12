import { toPictureBatch } from "../../../../inference/picture/pictureBatch.js";
import { providerNames } from "../../../../inference/session/providers.js";
import { toIntegers, type Tensor } from "../../../../inference/tensor.js";
import { openPromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import { toTextPieces } from "../../../../inference/text/textPieces.js";
import type { TextGenerator } from "../../../capabilities/generation.js";
import { filesOf } from "../../../manifest/fields.js";
import { toImageSpec } from "../../../manifest/picture.js";
import type { OpenPart, OpenPartOptions } from "../../family.js";
import { openSessions, toSessionOptions, toStated } from "../../openGraph.js";
import type { DeclaredGenerator } from "../generative.js";
import type { CocaSettings } from "../manifest.js";
import { refusePrompt, requireOneFrame } from "../oneFrame.js";
import { toJointPart } from "../toJointPart.js";

/** What a contrastive captioner can do beside making embeddings: describe a frame. */
export function declareCoca(id: string, settings: CocaSettings): DeclaredGenerator {
  const { vision, decoder, tokenizer } = settings;
  return {
    files: [...filesOf(vision), ...filesOf(decoder), tokenizer],
    openers: { generation: (options) => openGenerator(id, settings, options) },
  };
}

async function openGenerator(
  id: string,
  { vision, decoder, tokenizer, contextLength, startTokenId, endTokenId }: CocaSettings,
  options: OpenPartOptions,
): Promise<OpenPart<TextGenerator>> {
  const tokeniser = await openPromptTokeniser(toStated(tokenizer, options));
  const [writing, seeing] = await openSessions(
    toSessionOptions(decoder, options),
    toSessionOptions(vision, options, providerNames),
  );
  const spec = toImageSpec(vision);
  const generator: TextGenerator = {
    maxFrames: 1,
    maxEdge: Math.max(spec.width, spec.height),
    takesPrompts: false,
    async *generate({ frames, prompt, maxTokens }, signal) {
      refusePrompt(id, prompt);
      const frame = requireOneFrame(id, frames);
      const seen = await seeing.run({ [vision.input]: toPictureBatch([frame], spec) }, [vision.imageTokens]);
      const tokens = writing.generate(
        {
          names: { tokens: decoder.inputIds, logits: decoder.logits, cache: {} },
          prompt: toIntegers(decoder.idType, [1, 1], Int32Array.of(startTokenId)),
          constants: { [decoder.imageTokens]: seen[vision.imageTokens] as Tensor },
          endTokenIds: [endTokenId],
          maxNewTokens: Math.min(maxTokens, contextLength - 1),
        },
        signal,
      );
      yield* toTextPieces(tokens, tokeniser);
    },
  };
  return toJointPart(generator, [writing, seeing]);
}
