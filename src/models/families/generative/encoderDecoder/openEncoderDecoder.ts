import type { DecodedFrame } from "../../../../core/frame.js";
import { toPictureBatch } from "../../../../inference/picture/pictureBatch.js";
import type { GeneratedToken } from "../../../../inference/generation/request.js";
import type { OnnxSession } from "../../../../inference/session/onnxSession.js";
import { providerNames } from "../../../../inference/session/providers.js";
import { toIntegers, type Tensor } from "../../../../inference/tensor.js";
import { openPromptTokeniser, type PromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import { toImageSpec } from "../../../manifest/picture.js";
import type { OpenPartOptions } from "../../family.js";
import { openSessions, toSessionOptions, toStated } from "../../openGraph.js";
import type { EncoderDecoderSettings } from "../manifest.js";
import { joinRows, onesOf } from "./tensors.js";

/** A model that does tasks on a picture, loaded. */
export interface EncoderDecoder {
  readonly tokeniser: PromptTokeniser;
  /** Whose provider and lives are the model's. */
  readonly sessions: readonly [OnnxSession, ...OnnxSession[]];
  /** The tokens that are written of a frame by a prompt, as ids are chosen. Throws as `OnnxSession.generate` does. */
  write(frame: DecodedFrame, prompt: string, maxTokens: number, signal?: AbortSignal): AsyncIterable<GeneratedToken>;
}

/** Opens the four graphs of a model: three sessions, as the embedder of tokens lives in the decoder's thread. */
export async function openEncoderDecoder(
  { vision, embedder, encoder, decoder, ...texts }: EncoderDecoderSettings,
  options: OpenPartOptions,
): Promise<EncoderDecoder> {
  const tokeniser = await openPromptTokeniser(toStated(texts.tokenizer, options));
  const [writing, seeing, encoding] = await openSessions(
    { ...toSessionOptions(decoder, options), tokenEmbedder: toSessionOptions(embedder, options) },
    toSessionOptions(vision, options, providerNames),
    toSessionOptions(encoder, options),
  );
  const spec = toImageSpec(vision);

  /** What the decoder looks at: `[1, tokens of the picture and the prompt, width]`. */
  const encode = async (frame: DecodedFrame, prompt: string): Promise<Tensor> => {
    const ids = Int32Array.from(tokeniser.encode(prompt, true));
    const [seen, read] = await Promise.all([
      seeing.run({ [vision.input]: toPictureBatch([frame], spec) }, [vision.features]),
      writing.runEmbedder({ [embedder.inputIds]: toIntegers(embedder.idType, [1, ids.length], ids) }, [
        embedder.embeddings,
      ]),
    ]);
    const embeddings = joinRows(seen[vision.features], read[embedder.embeddings]);
    const mask = onesOf(embeddings.dims[1] as number);
    const encoded = await encoding.run({ [encoder.embeddings]: embeddings, [encoder.attentionMask]: mask }, [
      encoder.states,
    ]);
    return encoded[encoder.states] as Tensor;
  };

  return {
    tokeniser,
    sessions: [writing, seeing, encoding],
    async *write(frame, prompt, maxTokens, signal) {
      const states = await encode(frame, prompt);
      const { startTokenIds, endTokenId, noRepeatNgram, contextLength } = texts;
      yield* writing.generate(
        {
          names: { ...decoder, tokens: decoder.embeddings },
          prompt: toIntegers("int64", [1, startTokenIds.length], Int32Array.from(startTokenIds)),
          constants: { [decoder.states]: states, [decoder.statesMask]: onesOf(states.dims[1] as number) },
          endTokenIds: [endTokenId],
          maxNewTokens: Math.min(maxTokens, contextLength - startTokenIds.length),
          noRepeatNgram,
        },
        signal,
      );
    },
  };
}
